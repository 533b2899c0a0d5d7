import type { CartView, SkuQty } from '@jishi/contracts/order/cart.schema'
import type { OrderView, PlaceOrderBody, QuoteView } from '@jishi/contracts/order/order.schema'
import type { PayInstruction } from '@jishi/contracts/payment/payment.schema'
import { newId } from '@jishi/kernel/id'
import { systemClock } from '@jishi/kernel/time'
import { expect } from 'vitest'
import { runAudit, violationsIn } from '../../src/audit/run-audit.js'
import { BackgroundWorker } from '../../src/infra/worker/worker.js'
import { IdentityFacade } from '../../src/modules/identity/index.js'
import { noteAudit } from './audit-notes.js'
import { clientOf, Refused, type ShopClient, type Shopper } from './shopper.js'
import type { TestApp } from './test-app.js'
import type { WholeShop } from './whole-shop.js'

export const freshKey = (): string => newId(systemClock)

/** What a shopper does with goods that are bought at once. */
export const quoteNow = (who: Shopper, lines: SkuQty[], addressId = who.addressId): Promise<QuoteView> =>
  who.api.order.quote({ body: { source: 'buyNow', lines, addressId } })

export const placeNow = async (who: Shopper, lines: SkuQty[], idempotencyKey = freshKey()): Promise<OrderView> => {
  const { quoteId, noReasonExcluded } = await patiently(() => quoteNow(who, lines))
  const placing = { quoteId, noReasonConfirmed: noReasonExcluded }
  const body: PlaceOrderBody = { source: 'buyNow', lines, addressId: who.addressId, ...placing }
  return patiently(() => who.api.order.place({ body, idempotencyKey }))
}

export const add = (who: Shopper, skuId: string, qty = 1): Promise<CartView> =>
  who.api.order.addLine({ body: { skuId, qty } })

/** The body that places the selected lines of the cart as it is now. */
export const cartBody = async (who: Shopper): Promise<PlaceOrderBody> => {
  const { cartVersion } = await who.api.order.cart()
  const body = { source: 'cart' as const, cartVersion, addressId: who.addressId }
  const { quoteId, noReasonExcluded } = await who.api.order.quote({ body })
  return { ...body, quoteId, noReasonConfirmed: noReasonExcluded }
}

export const startPaying = (who: Shopper, orderId: string): Promise<PayInstruction> =>
  who.api.order.startPayment({ params: { id: orderId }, body: { channel: 'wechat_h5' } })

/** Pays at the gateway as the shopper would and lets the notification arrive. */
export const pay = async (shop: WholeShop, who: Shopper, orderId: string): Promise<PayInstruction> => {
  const instruction = await startPaying(who, orderId)
  await shop.simulator.pay(instruction.attemptNo)
  await shop.simulator.settled()
  await shop.settle()
  return instruction
}

/** Pays where no worker runs: it runs until the payment is heard, and no longer. */
export const payAndRest = async (shop: WholeShop, who: Shopper, orderId: string): Promise<void> => {
  const worker = shop.get(BackgroundWorker)
  await worker.start({ sweeps: false })
  await pay(shop, who, orderId)
  await worker.stop()
}

export const orderOf = (who: Shopper, orderId: string): Promise<OrderView> =>
  who.api.order.order({ params: { id: orderId } })

let operators = 0

/** An operator who signed in over HTTP, cookie and all. */
export const operatorOf = async (shop: TestApp, roles: readonly string[] = ['owner']): Promise<ShopClient> =>
  clientOf(shop, await operatorHeadersOf(shop, roles))

/** What the browser of such an operator sends along. */
export const operatorHeadersOf = async (
  shop: TestApp,
  roles: readonly string[] = ['owner'],
): Promise<Record<string, string>> => {
  operators += 1
  const username = `operator-${operators}`
  const password = `Long-enough-${freshKey()}`
  await shop.database.transaction((tx) =>
    shop.get(IdentityFacade).createOperator(tx, { username, displayName: `运营 ${operators}`, password, roles }),
  )
  const answer = await shop.app.inject({
    method: 'POST',
    url: '/api/admin/auth/sign-in',
    headers: { 'x-jishi-csrf': '1' },
    payload: { username, password },
  })
  expect(answer.statusCode, answer.body).toBe(200)
  const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? ''
  return { cookie, 'x-jishi-csrf': '1' }
}

const PATIENCE = 20
const PAUSE_MS = 150

/** Asks again while the shop says it is too busy, with the same key, as every client of ours does. */
export const patiently = async <Answer>(action: () => Promise<Answer>): Promise<Answer> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await action()
    } catch (error) {
      const busy = error instanceof Refused && (error.status === 503 || error.body.code === 'IDEMPOTENCY_IN_FLIGHT')
      if (!busy || tries === PATIENCE) throw error
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }
}

/** The refusal an action ends in; an action that goes through fails the test. */
export const refusalOf = async (action: Promise<unknown>): Promise<Refused> => {
  try {
    await action
  } catch (error) {
    if (error instanceof Refused) return error
    throw error
  }
  return expect.unreachable('it was not refused') as never
}

export const codeOf = async (action: Promise<unknown>): Promise<string> => (await refusalOf(action)).body.code

export interface Stock {
  readonly onHand: number
  readonly reserved: number
}

export const stockOf = (shop: TestApp, skuId: string): Promise<Stock> =>
  shop.database.one<Stock>(`select on_hand as "onHand", reserved from stocks where sku_id = $1`, [skuId])

/** Everything told has been heard, and every invariant holds. */
export const expectSoundShop = async (shop: TestApp): Promise<void> => {
  await shop.settle()
  const findings = await runAudit(shop.databaseUrl, { at: new Date(shop.clock.now()).toISOString() })
  noteAudit(findings)
  const broken = findings.filter((finding) => violationsIn([finding]) > 0)
  expect(broken, JSON.stringify(broken, undefined, 1)).toEqual([])
}
