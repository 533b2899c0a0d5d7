import { fen } from '@jishi/kernel/money'
import { points } from '@jishi/kernel/points'
import { bp } from '@jishi/kernel/rate'
import { describe, expect, it } from 'vitest'
import { context, coupon, line, offer, order, price, reduction } from '../../../../test/facts/pricing-facts.js'
import { activityPrice } from './activity.js'
import { bestCoupons } from './best-coupons.js'
import { canonical } from './canonical.js'
import type { ActivityFacts, PricingFacts } from './facts.js'
import { flatFreight } from './plain-facts.js'
import { priceOrder } from './price-order.js'
import type { PricedRule } from './receipt.js'

type Stack = ActivityFacts['stack']
const NOTHING: Stack = { memberPrice: false, fullReduction: false, coupon: false, shippingCoupon: false, points: false }

const activityOf = (stack: Partial<Stack>): ActivityFacts => ({
  ...{ code: 'seckill', label: '秒杀价 · 十点场', stack: { ...NOTHING, ...stack } },
})

/** A piece for 30.00, for members 25.00, in the activity 20.00; with a promotion, both coupons and points that would all apply. */
const facts = (stack: Partial<Stack>, activityFen = 2_000): PricingFacts => {
  const activity = activityOf(stack)
  const prices = [price(3_000), price(2_500, { list: 'level:2' }), activityPrice(activity, fen(activityFen))]
  return order([line('a', 1, 3_000, { prices })], {
    context: context({ level: 2, activity }),
    freight: flatFreight(fen(800), null, []),
    offers: [offer(reduction(100, 100))],
    coupons: { goods: coupon({ id: 'g', amountFen: fen(200) }), shipping: coupon({ id: 's', kind: 'shipping' }) },
    points: {
      ...{ wanted: points(300), held: points(300), stepPoints: points(100) },
      stepFen: fen(100),
      maxShareBp: bp(5_000),
    },
  })
}
const ruleOf = (rules: readonly PricedRule[], code: string): PricedRule | undefined =>
  rules.find((rule) => rule.code === code)

describe('the price of an activity', () => {
  it('is the price of the piece, called as the activity calls it', () => {
    const { lines, rules } = priceOrder(facts({}))
    expect(lines[0]).toMatchObject({ unitFen: 2_000, unitDiscountFen: 1_000, unitRule: { list: 'activity:seckill' } })
    expect(ruleOf(rules, 'unit.activity:seckill.1')).toMatchObject({
      applied: true,
      label: '秒杀价 · 十点场',
      amountFen: 1_000,
    })
  })

  it.each([
    ['memberPrice', 'unit.level:2.1'],
    ['fullReduction', 'offer.o1'],
    ['coupon', 'coupon.g'],
    ['shippingCoupon', 'coupon.s'],
    ['points', 'points'],
  ] as const)('keeps out what its %s does not let, by name', (what, code) => {
    const refused = ruleOf(priceOrder(facts({})).rules, code)
    expect(refused).toMatchObject({ applied: false, amountFen: 0, reason: '活动商品不与其他优惠同享' })
    expect(refused?.refusal).toMatchObject({ code: 'activity_alone', gainFen: 0 })
    const let_ = ruleOf(priceOrder(facts({ [what]: true })).rules, code)
    expect(let_?.refusal?.code).not.toBe('activity_alone')
    expect(what === 'memberPrice' ? let_?.refusal?.code : let_?.applied).toBe(
      what === 'memberPrice' ? 'not_lower' : true,
    )
  })

  it('costs what it costs and the freight, where nothing goes beside it', () => {
    const { totals } = priceOrder(facts({}))
    expect(totals).toMatchObject({ promotionFen: 0, couponFen: 0, pointsFen: 0, goodsPaidFen: 2_000 })
  })

  it('never costs more than everybody pays, and gives way to the list price where it asks as much', () => {
    expect(priceOrder(facts({}, 3_500)).lines[0]).toMatchObject({ unitFen: 3_000, unitRule: { list: 'base' } })
    expect(priceOrder(facts({}, 3_000)).lines[0]).toMatchObject({ unitFen: 3_000, unitRule: { list: 'base' } })
    expect(priceOrder(facts({ memberPrice: true }, 2_800)).lines[0]).toMatchObject({ unitFen: 2_500 })
  })

  it('leaves the coupons of its buyer unused, whichever is best', () => {
    const { coupons, ...rest } = facts({})
    const held = [coupons.goods, coupons.shipping].filter((one) => one !== null)
    const { chosen, outcomes } = bestCoupons({ ...rest, coupons }, held)
    expect(chosen).toEqual({ goods: null, shipping: null })
    expect(outcomes.map(({ usable, refusal }) => [usable, refusal?.code])).toEqual([
      [false, 'activity_alone'],
      [false, 'activity_alone'],
    ])
  })

  it('is nothing to who is not in it: a receipt without one reads as it always did', () => {
    const { context: asked, ...rest } = facts({})
    const { activity: _none, ...plain } = asked
    const outside = { ...rest, context: plain }
    const without = {
      ...outside,
      lines: [line('a', 1, 3_000, { prices: [price(3_000), price(2_500, { list: 'level:2' })] })],
    }
    expect(canonical(priceOrder(outside))).toBe(canonical(priceOrder(without)))
  })
})
