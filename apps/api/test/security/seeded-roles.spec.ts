import { endpoints } from '@jishi/contracts/endpoints'
import { newId } from '@jishi/kernel/id'
import { systemClock } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { operatorOf } from '../support/buying.js'
import { Refused, type ShopClient } from '../support/shopper.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

/** T6 for the roles that come with the program: each route of the back office opens to exactly those that hold its permission. */
const ROLES = ['owner', 'operations', 'warehouse', 'service', 'finance', 'clerk'] as const

const cases = Object.entries(endpoints).flatMap(([noun, table]) =>
  Object.entries(table)
    .filter(([, { route }]) => route.access === 'operator' && route.permission !== undefined)
    .map(([name, { route }]) => ({ noun, name, route, label: `${route.method} ${route.path}` })),
)

let shop: WholeShop
const clients = new Map<string, ShopClient>()
const held = new Map<string, readonly string[]>()

beforeAll(async () => {
  shop = await startWholeShop({ worker: false })
  for (const role of ROLES) {
    const client = await operatorOf(shop, [role])
    clients.set(role, client)
    held.set(role, (await client.identity.operatorMe()).permissions)
  }
})
afterAll(() => shop.close())

type Loose = Record<string, Record<string, (input: object) => Promise<unknown>>>

describe('T6 the roles that come with the program', () => {
  it.each(cases)('$label opens to exactly those who hold its permission', async ({ noun, name, route }) => {
    const names = [...route.path.matchAll(/:(\w+)/g)].map(([, param]) => String(param))
    const params = Object.fromEntries(names.map((param) => [param, newId(systemClock)]))
    for (const role of ROLES) {
      const input = { params, ...(route.method === 'GET' ? {} : { body: {} }) }
      const outcome = await (clients.get(role) as unknown as Loose)[noun]?.[name]?.(input).catch(
        (error: unknown) => error,
      )
      const refused = outcome instanceof Refused && outcome.body.code === 'FORBIDDEN'
      expect([role, refused]).toEqual([role, !held.get(role)?.includes(route.permission ?? '')])
    }
  })

  it('give setting, operators and blocking to the owner alone', () => {
    for (const permission of ['setting.write', 'operator.write', 'member.block', 'permit.write'])
      expect([permission, ROLES.filter((role) => held.get(role)?.includes(permission))]).toEqual([
        permission,
        permission === 'permit.write' ? ['owner', 'operations'] : ['owner'],
      ])
  })
})
