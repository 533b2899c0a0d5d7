import { fen } from '@jishi/kernel/money'
import { addMs } from '@jishi/kernel/time'
import { describe, expect, it } from 'vitest'
import {
  coupon,
  DAYS,
  line,
  NOW,
  offer,
  ofProducts,
  order,
  price,
  reduction,
} from '../../../../test/facts/pricing-facts.js'
import { bestCoupons, type BestCoupons } from './best-coupons.js'
import type { CouponFacts } from './coupon-facts.js'
import { flatFreight } from './plain-facts.js'

const facts = order([line('a', 1, 1_000), line('b', 1, 3_000)], { freight: flatFreight(fen(900), fen(3_500), []) })
const posted = { ...facts, freight: flatFreight(fen(900), null, []) }
const off = (id: string, amountFen: number, change: Partial<CouponFacts> = {}): CouponFacts =>
  coupon({ id, amountFen: fen(amountFen), ...change })
const free = (id: string, change: Partial<CouponFacts> = {}): CouponFacts =>
  coupon({ id, kind: 'shipping', amountFen: null, ...change })
const chosen = ({ chosen: { goods, shipping } }: BestCoupons): unknown => [goods?.id ?? null, shipping?.id ?? null]

describe('the best of the coupons held', () => {
  it('is none where none is held, and none where all are refused', () => {
    expect(bestCoupons(facts, [])).toMatchObject({ chosen: { goods: null, shipping: null }, outcomes: [] })
    const refused = bestCoupons(facts, [off('x', 100, { untilAt: NOW }), off('y', 100, { scope: ofProducts('z') })])
    expect(chosen(refused)).toEqual([null, null])
    expect(refused.outcomes).toEqual([
      { couponId: 'x', usable: false, savedFen: 0, refusal: { code: 'over', fen: null, qty: null, gainFen: 0 } },
      { couponId: 'y', usable: false, savedFen: 0, refusal: { code: 'no_goods', fen: null, qty: null, gainFen: 0 } },
    ])
  })

  it('pays least, and tells of every coupon what it would save alone, in the order asked', () => {
    const best = bestCoupons(posted, [off('x', 200), free('f'), off('y', 300), off('z', 100)])
    expect(chosen(best)).toEqual(['y', 'f'])
    expect(best.receipt.totals).toMatchObject({ couponFen: 300, freightFen: 0, payableFen: 3_700 })
    expect(best.outcomes.map(({ couponId, usable, savedFen }) => [couponId, usable, savedFen])).toEqual([
      ['x', true, 200],
      ['f', true, 900],
      ['y', true, 300],
      ['z', true, 100],
    ])
  })

  it('takes no coupon that loses free freight and costs more than it brings', () => {
    const best = bestCoupons(facts, [off('x', 501)])
    expect(chosen(best)).toEqual([null, null])
    expect(best.outcomes).toMatchObject([{ usable: true, savedFen: 0, refusal: null }])
    expect(chosen(bestCoupons(facts, [off('x', 501), free('f')]))).toEqual(['x', 'f'])
    expect(bestCoupons(facts, [free('f')]).outcomes).toMatchObject([{ usable: false, refusal: { code: 'no_freight' } }])
  })

  it('weighs an exclusive coupon against a smaller one with free freight', () => {
    const [exclusive, small, freight] = [off('x', 1_000, { exclusive: true }), off('y', 200), free('f')]
    expect(chosen(bestCoupons(posted, [exclusive, small, freight]))).toEqual(['y', 'f'])
    expect(chosen(bestCoupons(posted, [off('x', 1_200, { exclusive: true }), small, freight]))).toEqual(['x', null])
  })

  it('settles ties by fewer coupons, the earlier end, the lower id', () => {
    const floor = { ...posted, minimumFen: fen(3_500) }
    expect(chosen(bestCoupons(floor, [off('x', 1_400), free('f')]))).toEqual(['x', null])
    const later = { ...DAYS, untilAt: addMs(DAYS.untilAt, 1) }
    expect(chosen(bestCoupons(facts, [off('a', 100, later), off('b', 100)]))).toEqual(['b', null])
    expect(chosen(bestCoupons(facts, [off('b', 100), off('a', 100)]))).toEqual(['a', null])
    expect(chosen(bestCoupons(posted, [off('a', 100, later), free('f'), free('e'), off('b', 100)]))).toEqual(['b', 'e'])
    const equal = { scope: { ...off('a', 1).scope } }
    expect(chosen(bestCoupons(posted, [off('a', 900), free('b', { ...equal, ...later })]))).toEqual(['a', 'b'])
  })

  it('ignores the coupons in the facts', () => {
    const given = { ...facts, coupons: { goods: off('x', 100), shipping: null } }
    expect(bestCoupons(given, [])).toMatchObject({ chosen: { goods: null }, receipt: { totals: { couponFen: 0 } } })
  })

  it('knows that a coupon may change which price a line stands at', () => {
    const cut = line('a', 1, 0, { prices: [price(1_000), price(850, { limited: true, alone: true })] })
    const elsewhere = offer(reduction(1, 1), { id: 'o2', scope: ofProducts('z') })
    const met = order([cut], { offers: [offer(reduction(1_000, 100)), elsewhere] })
    const best = bestCoupons(met, [off('x', 60, { thresholdFen: fen(900) })])
    expect(chosen(best)).toEqual(['x', null])
    expect(best.receipt.totals).toMatchObject({ promotionFen: 100, payableFen: 840 })
    expect(best.outcomes).toMatchObject([{ usable: true, savedFen: 10 }])
  })
})
