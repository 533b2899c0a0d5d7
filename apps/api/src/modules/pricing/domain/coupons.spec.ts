import { fen } from '@jishi/kernel/money'
import { points } from '@jishi/kernel/points'
import { bp } from '@jishi/kernel/rate'
import { addMs, dayMs } from '@jishi/kernel/time'
import { describe, expect, it } from 'vitest'
import {
  context,
  coupon,
  DAYS,
  line,
  NOW,
  offer,
  ofProducts,
  order,
  paidOf,
  reduction,
  told,
} from '../../../../test/facts/pricing-facts.js'
import type { CouponFacts, GivenCoupons, PointsFacts } from './coupon-facts.js'
import type { PricingFacts } from './facts.js'
import { flatFreight } from './plain-facts.js'
import { priceOrder } from './price-order.js'
import type { Receipt } from './receipt.js'

const goods = (change: Partial<CouponFacts> = {}): GivenCoupons => ({ goods: coupon(change), shipping: null })
const shipping = (change: Partial<CouponFacts> = {}): CouponFacts => coupon({ id: 's1', kind: 'shipping', ...change })
const steps = (change: Partial<PointsFacts> = {}): PointsFacts => ({
  ...{ wanted: points(500), held: points(500), stepPoints: points(100), stepFen: fen(100), maxShareBp: bp(5_000) },
  ...change,
})
const lines = [line('a', 1, 1_000), line('b', 1, 3_000)]
const priced = (change: Partial<PricingFacts>): Receipt => priceOrder(order(lines, change))

describe('the example of the money rules', () => {
  it('pays 96.60 for apples and a croissant with 满 99 减 20, a coupon on fruit and points', () => {
    const basket = [line('apples', 3, 2_990), line('croissant', 1, 3_990)]
    const receipt = priceOrder(
      order(basket, {
        offers: [offer(reduction(9_900, 2_000))],
        coupons: goods({ amountFen: fen(800), scope: ofProducts('apples') }),
        points: steps({ maxShareBp: bp(10_000) }),
      }),
    )
    const columns = receipt.lines.map((one) => [one.promotionFen, one.couponFen, one.pointsFen, one.goodsPaidFen])
    expect(columns).toEqual([
      [1_384, 800, 334, 6_452],
      [616, 0, 166, 3_208],
    ])
    expect(receipt.totals).toMatchObject({ payableFen: 9_660, pointsUsed: 500 })
    expect(told(receipt)).toEqual([
      ['offer.o1', 2_000],
      ['coupon.c1', 800],
      ['points', 500],
    ])
  })
})

describe('a goods coupon', () => {
  it('takes its amount off the goods of its scope, from exactly its threshold on', () => {
    const held = { thresholdFen: fen(3_000), scope: ofProducts('b') }
    expect(paidOf(priced({ coupons: goods(held) }))).toEqual([1_000, 2_200])
    const short = priced({ coupons: goods({ ...held, thresholdFen: fen(3_001) }) })
    expect(short.rules[0]).toMatchObject({ label: '优惠券', applied: false, reason: '还差 0.01 元' })
    expect(short.rules[0]?.refusal).toEqual({ code: 'short_amount', fen: 1, qty: null, gainFen: 800 })
  })

  it('is measured after the promotions', () => {
    const less = { offers: [offer(reduction(100, 1))] }
    expect(told(priced({ ...less, coupons: goods({ thresholdFen: fen(4_000) }) }))[1]?.[1]).toBe('short_amount')
    expect(told(priced({ ...less, coupons: goods({ thresholdFen: fen(3_999) }) }))[1]?.[1]).toBe(800)
  })

  it('takes a share off, rounded down and up to its cap', () => {
    const percent = { kind: 'percent' as const, amountFen: null, offBp: bp(1_501) }
    expect(priced({ coupons: goods(percent) }).totals.couponFen).toBe(600)
    expect(priced({ coupons: goods({ ...percent, capFen: fen(599) }) }).totals.couponFen).toBe(599)
    const short = priced({ coupons: goods({ ...percent, thresholdFen: fen(10_000) }) })
    expect(short.rules[0]?.refusal).toMatchObject({ fen: 6_000, gainFen: 1_501 })
  })

  it('never takes more than its goods are worth', () => {
    expect(paidOf(priced({ coupons: goods({ amountFen: fen(9_999), scope: ofProducts('a') }) }))).toEqual([0, 3_000])
    const free = order([line('a', 1, 0)], { coupons: goods() })
    expect(told(priceOrder(free))).toEqual([['coupon.c1', 'nothing_left']])
  })

  it('is refused where it is not of its days, its platforms or any of the goods', () => {
    const cases: [Partial<CouponFacts>, string][] = [
      [{ fromAt: addMs(NOW, 1) }, 'not_begun'],
      [{ untilAt: NOW }, 'over'],
      [{ platforms: ['mp-weixin'] }, 'platform'],
      [{ scope: ofProducts('z') }, 'no_goods'],
    ]
    for (const [change, code] of cases) {
      const receipt = priced({ coupons: goods(change), context: context({ channel: 'h5' }) })
      expect(told(receipt)).toEqual([['coupon.c1', code]])
      expect(receipt.totals.payableFen).toBe(4_000)
    }
  })

  it('that is exclusive leaves out the lines a promotion took, and only those', () => {
    const exclusive = goods({ exclusive: true, thresholdFen: fen(3_000) })
    const onA = offer(reduction(100, 10), { scope: ofProducts('a') })
    expect(paidOf(priced({ offers: [onA], coupons: exclusive }))).toEqual([990, 2_200])
    const onAll = offer(reduction(100, 10))
    expect(told(priced({ offers: [onAll], coupons: exclusive }))[1]).toEqual(['coupon.c1', 'taken_by_other'])
    const present = offer({ kind: 'gift', measure: 'amount', from: 1, gifts: [] })
    expect(told(priced({ offers: [present], coupons: exclusive }))[1]).toEqual(['coupon.c1', 800])
  })

  it('is not for the freight, and a shipping coupon not for the goods', () => {
    expect(() => priced({ coupons: { goods: shipping(), shipping: null } })).toThrow('freight')
    expect(() => priced({ coupons: { goods: null, shipping: coupon() } })).toThrow('freight')
  })
})

describe('points', () => {
  it('are used in whole steps of what is wanted and held, up to the share of the goods after the coupon', () => {
    const cases: [Partial<PointsFacts>, number][] = [
      [{}, 500],
      [{ wanted: points(399) }, 300],
      [{ held: points(250) }, 200],
      [{ maxShareBp: bp(1_000) }, 400],
      [{ maxShareBp: bp(999) }, 300],
      [{ stepPoints: points(250), stepFen: fen(30) }, 60],
    ]
    for (const [change, pointsFen] of cases) {
      expect(priced({ points: steps(change) }).totals).toMatchObject({ pointsFen, payableFen: 4_000 - pointsFen })
    }
    expect(priced({ points: steps({ maxShareBp: bp(1_000) }), coupons: goods() }).totals.pointsFen).toBe(300)
  })

  it('are split over the lines as their fen are, and freight is never paid with them', () => {
    const receipt = priced({ points: steps({ stepPoints: points(250) }), freight: flatFreight(fen(900), null, []) })
    expect(receipt.lines.map(({ pointsFen, pointsUsed }) => [pointsFen, pointsUsed])).toEqual([
      [50, 125],
      [150, 375],
    ])
    expect(receipt.totals).toMatchObject({ pointsUsed: 500, freightFen: 900, payableFen: 4_700 })
    expect(receipt.rules[0]).toMatchObject({ stage: 'points', label: '积分抵扣', amountFen: 200 })
  })

  it('say what is missing for a step, or that the share allows none', () => {
    const few = priced({ points: steps({ held: points(40) }) })
    expect(few.rules[0]).toMatchObject({ code: 'points', applied: false, reason: '还差 60 积分' })
    expect(few.rules[0]?.refusal).toEqual({ code: 'too_few_points', fen: null, qty: 60, gainFen: 100 })
    expect(told(priced({ points: steps({ maxShareBp: bp(249) }) }))).toEqual([['points', 'nothing_left']])
    expect(told(priced({ points: steps({ held: points(-40) }) }))).toEqual([['points', 'too_few_points']])
    expect(() => priced({ points: steps({ stepPoints: points(0) }) })).toThrow('step')
    expect(() => priced({ points: steps({ stepFen: fen(0) }) })).toThrow('step')
  })
})

describe('a shipping coupon', () => {
  const freight = flatFreight(fen(900), fen(5_000), [])
  const sent = (change: Partial<CouponFacts>, more: Partial<PricingFacts> = {}): Receipt =>
    priced({ freight, coupons: { goods: null, shipping: shipping(change) }, ...more })

  it('lowers the freight by its amount or by all of it, and stands among the freight with what it takes', () => {
    const part = sent({ amountFen: fen(300) })
    expect(part.totals).toMatchObject({ couponFen: 0, freightFen: 600, payableFen: 4_600 })
    expect(part.lines.map(({ freightFen }) => freightFen)).toEqual([150, 450])
    expect(part.rules.at(-1)).toEqual({
      ...{ stage: 'freight', code: 'coupon.s1', label: '优惠券', applied: true, reason: null, refusal: null },
      amountFen: -300,
      shares: [
        { skuId: 'a', amountFen: -75 },
        { skuId: 'b', amountFen: -225 },
      ],
    })
    expect(sent({ amountFen: null }).totals.freightFen).toBe(0)
    expect(sent({ amountFen: fen(9_999) }).totals.freightFen).toBe(0)
  })

  it('is measured on the goods of its scope after the goods coupon and before points', () => {
    const from = (thresholdFen: number) => ({ thresholdFen: fen(thresholdFen), scope: ofProducts('b') })
    const half = { points: steps({ maxShareBp: bp(5_000) }) }
    expect(told(sent(from(3_000), half)).at(-1)).toEqual(['coupon.s1', -800])
    const short = sent(from(3_001), half).rules.at(-1)
    expect(short?.refusal).toEqual({ code: 'short_amount', fen: 1, qty: null, gainFen: 800 })
    const both = { coupons: { goods: coupon({ scope: ofProducts('b') }), shipping: shipping(from(2_201)) } }
    expect(told(priced({ freight, ...both })).at(-1)).toEqual(['coupon.s1', 'short_amount'])
  })

  it('is refused by its days, beside an exclusive coupon, without freight and without its goods', () => {
    expect(told(sent({ untilAt: NOW })).at(-1)).toEqual(['coupon.s1', 'over'])
    expect(told(sent({ scope: ofProducts('z') })).at(-1)).toEqual(['coupon.s1', 'no_goods'])
    expect(told(sent({}, { freight: flatFreight(fen(900), fen(4_000), []) })).at(-1)).toEqual([
      'coupon.s1',
      'no_freight',
    ])
    const code = order([line('a', 1, 1_000, { parcel: false })], { freight })
    expect(told(priceOrder({ ...code, coupons: { goods: null, shipping: shipping() } }))).toEqual([
      ['coupon.s1', 'no_freight'],
    ])
    const beside = (thresholdFen: number): Receipt =>
      priced({
        freight,
        coupons: { goods: coupon({ exclusive: true, thresholdFen: fen(thresholdFen) }), shipping: shipping() },
      })
    expect(told(beside(0)).at(-1)).toEqual(['coupon.s1', 'barred_by_exclusive'])
    expect(told(beside(99_999)).at(-1)).toEqual(['coupon.s1', -800])
  })

  it('holds for a day as it says', () => {
    expect(told(sent({ ...DAYS, fromAt: NOW, untilAt: addMs(NOW, dayMs) })).at(-1)).toEqual(['coupon.s1', -800])
  })
})
