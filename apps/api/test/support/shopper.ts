import { createClient, type Client, type WireRequest } from '@jishi/contracts/client'
import type { ErrorBody } from '@jishi/contracts/errors'
import { routes } from '@jishi/contracts/routes'
import { newId, type Id } from '@jishi/kernel/id'
import { systemClock } from '@jishi/kernel/time'
import { IdentityFacade } from '../../src/modules/identity/index.js'
import { SettingsFacade } from '../../src/modules/settings/index.js'
import type { TestApp } from './test-app.js'

export type ShopClient = Client<typeof routes>

/** An answer that is not 2xx, as a client of the shop sees it. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly body: ErrorBody,
  ) {
    super(`${status} ${body.code}`)
  }
}

/** Calls over the same routes the storefront uses; a write that needs a key gets a fresh one unless given. */
export const clientOf = (shop: TestApp, headers: Readonly<Record<string, string>> = {}): ShopClient =>
  createClient(routes, async ({ method, url, body, idempotencyKey, route }: WireRequest) => {
    const key = idempotencyKey ?? (route.idempotency === 'required' ? newId(systemClock) : undefined)
    const answer = await shop.app.inject({
      method,
      url,
      headers: {
        ...headers,
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    })
    if (answer.statusCode >= 300) throw new Refused(answer.statusCode, answer.json<ErrorBody>())
    return answer.json<unknown>()
  })

export interface Shopper {
  readonly memberId: Id<'member'>
  readonly phone: string
  readonly receiver: string
  readonly addressId: string
  readonly headers: Readonly<Record<string, string>>
  readonly api: ShopClient
}

/** A member with a session and an address, made by the use cases themselves but without waiting for an SMS. */
export const shopperOf = async (shop: TestApp, phone: string, receiver = '林小满'): Promise<Shopper> => {
  const identity = shop.get(IdentityFacade)
  const { version } = await shop.get(SettingsFacade).get('policies')
  return shop.database.transaction(async (tx) => {
    const memberId = await identity.registerMember(tx, { phone, consentVersion: version })
    const { accessToken } = await identity.startSession(tx, memberId)
    const address = { receiver, phone, regionCode: '110101', detail: '东华门街道 8 号院 2 单元', isDefault: true }
    const addressId = await identity.addAddress(tx, memberId, address)
    const headers = { authorization: `Bearer ${accessToken}` }
    return { memberId, phone, receiver, addressId, headers, api: clientOf(shop, headers) }
  })
}
