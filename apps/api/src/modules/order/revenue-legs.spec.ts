import { fen, sumFen } from '@jishi/kernel/money'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { revenueLegs } from './revenue-legs.js'

const amount = fc.integer({ min: 0, max: 100_000 }).map(fen)
const revenue = fc
  .record({
    goodsPaidFen: amount,
    unitDiscountFen: amount,
    promotionFen: amount,
    couponFen: amount,
    pointsFen: amount,
    adjustFen: fc.integer({ min: -5_000, max: 5_000 }).map(fen),
    freightFen: amount,
  })
  .map((of) => ({
    ...of,
    listFen: fen(of.goodsPaidFen + of.unitDiscountFen + of.promotionFen + of.couponFen + of.pointsFen - of.adjustFen),
  }))

describe('the revenue of a received order', () => {
  it('balances for every order whose amounts keep their identity', () => {
    fc.assert(fc.property(revenue, (of) => sumFen(revenueLegs(of).map((leg) => leg.amountFen)) === 0))
  })

  it('takes what was paid off the liability and shows what was given away beside the sales', () => {
    const legs = revenueLegs({
      listFen: fen(12_960),
      unitDiscountFen: fen(0),
      promotionFen: fen(2_000),
      couponFen: fen(800),
      pointsFen: fen(500),
      adjustFen: fen(0),
      goodsPaidFen: fen(9_660),
      freightFen: fen(800),
    })
    expect(Object.fromEntries(legs.map(({ account, amountFen }) => [account, amountFen]))).toEqual({
      contract_liability: 10_460,
      discount_promotion: 2_000,
      discount_coupon: 800,
      points_liability: 500,
      sales: -12_960,
      freight: -800,
    })
  })
})
