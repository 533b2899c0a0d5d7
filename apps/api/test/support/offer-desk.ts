import type { OfferBody, OfferRuleBody } from '@jishi/contracts/promotion/offers.schema'
import { addMs, dayMs, isoOf, systemClock, type Instant } from '@jishi/kernel/time'
import { OffersFacade } from '../../src/modules/promotion/index.js'
import type { ShopClient } from './shopper.js'
import type { TestApp } from './test-app.js'

type ScopeBody = OfferBody['scope']

const NOTHING = { spuIds: [], categoryIds: [], brandIds: [] }
export const EVERYTHING: ScopeBody = { all: true, named: NOTHING, excluded: NOTHING }
export const only = (named: Partial<ScopeBody['named']>, excluded: Partial<ScopeBody['named']> = {}): ScopeBody => ({
  all: false,
  named: { ...NOTHING, ...named },
  excluded: { ...NOTHING, ...excluded },
})

/** 满 from 减 fen, both in fen. */
export const lessFrom = (from: number, fen: number): OfferRuleBody => ({
  ...{ kind: 'full_reduction', measure: 'amount', tiers: [{ from, off: { fen } }] },
  ...{ repeat: false, maxTimes: null, capFen: null },
})

/** A promotion that began yesterday and lasts a week. */
export const offerOf = (over: Partial<OfferBody> = {}, now: Instant = systemClock.now()): OfferBody => ({
  name: '满 99 减 20',
  campaign: null,
  priority: 10,
  scope: EVERYTHING,
  platforms: null,
  fromAt: isoOf(addMs(now, -dayMs)),
  untilAt: isoOf(addMs(now, 7 * dayMs)),
  totalLimit: null,
  memberLimit: null,
  rule: lessFrom(9_900, 2_000),
  ...over,
})

/** Drafted and let go; answers its id. */
export const launched = async (api: ShopClient, body: OfferBody): Promise<string> => {
  const { id, version } = await api.offers.add({ body })
  const { phase } = await api.offers.launch({ params: { id }, body: { version } })
  if (phase !== 'running' && phase !== 'scheduled') throw new Error(`the promotion is ${phase}`)
  return id
}

/** One promotion in every standing a use of it has: of a completed order, of one that waits to be paid, of one that closed unpaid. */
export const usedOffer = async (shop: TestApp, operator: ShopClient, memberId: string): Promise<void> => {
  const id = await launched(operator, offerOf({ totalLimit: 9, memberLimit: 3 }))
  const offers = shop.get(OffersFacade)
  const orderIn = async (state: string): Promise<string> => {
    const orders = await shop.database.rows<{ id: string }>(
      'select id from orders where state = $1 and member_id = $2 order by id limit 1',
      [state, memberId],
    )
    return orders[0]?.id ?? ''
  }
  await shop.database.transaction(async (tx) => {
    const completed = await orderIn('completed')
    const closed = await orderIn('closed')
    for (const orderId of [completed, await orderIn('pending_payment'), closed])
      await offers.take(tx, { orderId, memberId, offerIds: [id], at: systemClock.now() })
    await offers.settle(tx, completed)
    await offers.release(tx, closed)
  })
}
