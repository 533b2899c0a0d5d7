import { DomainError } from '@jishi/kernel/errors'
import { newId } from '@jishi/kernel/id'
import { PERMISSIONS } from '@jishi/contracts/identity/identity.terms'
import { systemClock } from '@jishi/kernel/time'
import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OffersFacade, PromotionModule } from '../../src/modules/promotion/index.js'
import { KnownActors } from '../support/known-actors.js'
import { launched, offerOf } from '../support/offer-desk.js'
import { clientOf, type ShopClient } from '../support/shopper.js'
import { startTestApp, type TestApp } from '../support/test-app.js'

let shop: TestApp
let api: ShopClient

beforeAll(async () => {
  shop = await startTestApp({ modules: [PromotionModule], routeCheck: false, worker: false })
  api = clientOf(shop, new KnownActors(shop).operator(PERMISSIONS))
})
afterAll(() => shop.close())

const somebody = (): string => newId(systemClock)
const offers = (): OffersFacade => shop.get(OffersFacade)
/** What placing an order does with a promotion: ask, take turns, then take. Answers the order. */
const place = async (offerIds: readonly string[], memberId = somebody()): Promise<string> => {
  const orderId = newId(systemClock)
  await shop.database.transaction(async (tx) => {
    const at = systemClock.now()
    await offers().fresh(tx, { memberId, at })
    await offers().takeTurns(tx, offerIds)
    await offers().take(tx, { orderId, memberId, offerIds, at })
  })
  return orderId
}
const release = (orderId: string) => shop.database.transaction((tx) => offers().release(tx, orderId))
const settle = (orderId: string) => shop.database.transaction((tx) => offers().settle(tx, orderId))
const codesOf = (rejected: readonly unknown[]): string[] => [
  ...new Set(rejected.map((refusal) => (refusal instanceof DomainError ? refusal.code : String(refusal)))),
]
const uses = (id: string) =>
  shop.database.one<{ used: number; held: number; counted: number }>(
    `select o.used, count(u.id) filter (where u.state = 'held') as held,
            count(u.id) filter (where u.state <> 'released') as counted
       from offers o left join offer_usages u on u.offer_id = o.id where o.id = $1 group by o.id`,
    [id],
  )

describe('at the same time', () => {
  it('T24 two hundred people want what ten may have: ten do', async () => {
    const id = await launched(api, offerOf({ totalLimit: 10 }))
    const { fulfilled, rejected } = await parallel(200, () => place([id]))
    expect(fulfilled).toHaveLength(10)
    expect(codesOf(rejected)).toEqual(['OFFER_USED_UP'])
    expect(await uses(id)).toMatchObject({ used: 10, held: 10, counted: 10 })
    expect((await api.offers.one({ params: { id } })).usedCount).toBe(10)
  })

  it('one member orders fifty times with what each may have once', async () => {
    const id = await launched(api, offerOf({ memberLimit: 1 }))
    const member = somebody()
    const { fulfilled, rejected } = await parallel(50, () => place([id], member))
    expect(fulfilled).toHaveLength(1)
    expect(codesOf(rejected)).toEqual(['OFFER_USED_UP'])
    const [first = ''] = fulfilled
    await settle(first)
    await release(first)
    await expect(place([id], member)).rejects.toThrow('OFFER_USED_UP')
    await place([id])
  })

  it('a member who may three times does so three times at once, and again for what closed unpaid', async () => {
    const id = await launched(api, offerOf({ memberLimit: 3, totalLimit: 100 }))
    const member = somebody()
    const { fulfilled } = await parallel(12, () => place([id], member))
    expect(fulfilled).toHaveLength(3)
    await parallel(6, (n) => release(fulfilled[n % 2] ?? ''))
    expect(await uses(id)).toMatchObject({ used: 1, counted: 1 })
    const again = await parallel(12, () => place([id], member))
    expect(again.fulfilled).toHaveLength(2)
    expect(await uses(id)).toMatchObject({ used: 3, counted: 3 })
  })

  it('orders flow with two promotions in any order, with and without a limit, and none waits for ever', async () => {
    const ids = [
      await launched(api, offerOf({ totalLimit: 500 })),
      await launched(api, offerOf({ totalLimit: 500, memberLimit: 2 })),
      await launched(api, offerOf()),
    ]
    const member = somebody()
    const { fulfilled, rejected } = await parallel(60, (n) =>
      place(n % 2 === 0 ? ids : [...ids].reverse(), n % 10 === 0 ? member : undefined),
    )
    expect([fulfilled.length, codesOf(rejected)]).toEqual([56, ['OFFER_USED_UP']])
    for (const id of ids) expect((await uses(id)).counted).toBe(56)
  })

  it('an end that comes while orders flow holds for every later one', async () => {
    const id = await launched(api, offerOf())
    const placed: number[] = []
    let stoppedAt = Number.POSITIVE_INFINITY
    const shopping = parallel(80, async (n) => {
      if (n === 20) {
        await api.offers.stop({ params: { id } })
        stoppedAt = performance.now()
        return
      }
      const begun = performance.now()
      await place([id])
      if (begun > stoppedAt) placed.push(n)
    })
    const { rejected } = await shopping
    expect(placed).toEqual([])
    expect(codesOf(rejected).filter((code) => code !== 'OFFER_OVER')).toEqual([])
    const { counted } = await uses(id)
    await expect(place([id])).rejects.toThrow('OFFER_OVER')
    expect((await uses(id)).counted).toBe(counted)
  })

  it('one that was placed before the end counts as placed: the end waits for it', async () => {
    const id = await launched(api, offerOf())
    const steps: string[] = []
    let stopping: Promise<unknown> = Promise.resolve()
    await shop.database.transaction(async (tx) => {
      await offers().takeTurns(tx, [id])
      await offers().take(tx, { orderId: somebody(), memberId: somebody(), offerIds: [id], at: systemClock.now() })
      stopping = api.offers.stop({ params: { id } }).then(() => steps.push('stopped'))
      await tx.rows('select pg_sleep(0.3)')
      steps.push('placed')
    })
    await stopping
    expect(steps).toEqual(['placed', 'stopped'])
  })
})
