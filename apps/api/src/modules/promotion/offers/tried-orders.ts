import type { PreviewView } from '@jishi/contracts/promotion/offers.schema'
import { offerRuleCode } from '@jishi/contracts/promotion/promotion.terms'
import { addMs } from '@jishi/kernel/time'
import { priceOrder, type OfferFacts, type PricedRule, type Receipt } from '../../pricing/index.js'
import { pastFacts } from './past-facts.js'
import type { PastOrder } from './past-orders.js'

type Sample = PreviewView['samples'][number]

const CHANGED_SHOWN = 10
const UNCHANGED_SHOWN = 5

const changeOf = ({ payableFen, wouldBeFen }: Sample): number => Math.abs(payableFen - wouldBeFen)

/** What a promotion would have made of past orders, added up one by one. */
export class TriedOrders {
  private changed: Sample[] = []
  private readonly unchanged: Sample[] = []
  private readonly sums = { orders: 0, applied: 0, cheaper: 0, dearer: 0, payableFen: 0, wouldBeFen: 0, discountFen: 0 }
  /** The least paid for a piece of each SKU it took something off. */
  readonly lowest = new Map<string, number>()

  constructor(private readonly offer: OfferFacts) {}

  add({ orderId, orderNo, facts: stored }: PastOrder): void {
    const facts = pastFacts(stored)
    const { at } = facts.context
    const was = priceOrder(facts)
    const now = priceOrder({
      ...facts,
      offers: [...facts.offers, { ...this.offer, fromAt: at, untilAt: addMs(at, 1) }],
    })
    const rule = now.rules.find(({ code }) => code === offerRuleCode(this.offer.id))
    const [payableFen, wouldBeFen] = [was.totals.payableFen, now.totals.payableFen]
    this.count(payableFen, wouldBeFen, rule)
    if (rule?.applied === true) this.lower(rule, now)
    this.show({ orderId, orderNo, payableFen, wouldBeFen, why: rule?.reason ?? null })
  }

  get outcome(): Omit<PreviewView, 'belowFloor'> {
    return { ...this.sums, samples: [...this.changed, ...this.unchanged] }
  }

  private count(payableFen: number, wouldBeFen: number, rule: PricedRule | undefined): void {
    this.sums.orders += 1
    this.sums.payableFen += payableFen
    this.sums.wouldBeFen += wouldBeFen
    if (wouldBeFen < payableFen) this.sums.cheaper += 1
    if (wouldBeFen > payableFen) this.sums.dearer += 1
    if (rule?.applied !== true) return
    this.sums.applied += 1
    this.sums.discountFen += rule.amountFen
  }

  private lower({ shares }: PricedRule, { lines }: Receipt): void {
    const touched = new Set(shares.map(({ skuId }) => skuId))
    for (const { skuId, role, goodsPaidFen, qty } of lines) {
      if (role === 'gift' || !touched.has(skuId)) continue
      const pieceFen = Math.floor(goodsPaidFen / qty)
      this.lowest.set(skuId, Math.min(pieceFen, this.lowest.get(skuId) ?? pieceFen))
    }
  }

  private show(sample: Sample): void {
    if (changeOf(sample) > 0) {
      this.changed = [...this.changed, sample]
        .sort((left, right) => changeOf(right) - changeOf(left))
        .slice(0, CHANGED_SHOWN)
    } else if (sample.why !== null && this.unchanged.length < UNCHANGED_SHOWN) this.unchanged.push(sample)
  }
}
