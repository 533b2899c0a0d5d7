import type { ReceiptRule, ReceiptTotals } from '@jishi/contracts/pricing/pricing.schema'
import { describe, expect, it } from 'vitest'
import { netPriceOf } from './net-price'

const totals = (change: Partial<ReceiptTotals>): ReceiptTotals => ({
  listFen: 12_990,
  unitDiscountFen: 0,
  promotionFen: 0,
  couponFen: 0,
  pointsFen: 0,
  adjustFen: 0,
  goodsPaidFen: 12_990,
  freightFen: 800,
  payableFen: 13_790,
  qty: 1,
  ...change,
})
const rule = (stage: ReceiptRule['stage'], code: string, amountFen: number): ReceiptRule => ({
  stage,
  code,
  label: '',
  applied: true,
  reason: null,
  refusal: null,
  amountFen,
  shares: [],
})

describe('what a piece costs in the end', () => {
  it('is told with the sum it came to by', () => {
    const rules = [rule('promotion', 'offer.o', 2000), rule('coupon', 'coupon.c', 1000), rule('points', 'points', 200)]
    const paid = totals({ promotionFen: 2000, couponFen: 1000, pointsFen: 200, goodsPaidFen: 9790 })
    expect(netPriceOf(paid, rules, [{ id: 'o', kind: 'full_reduction' }])).toEqual({
      goodsFen: 9790,
      savedFen: 3200,
      sum: '满减20＋券10＋积分2',
    })
    expect(netPriceOf(paid, rules, [])?.sum).toBe('促销20＋券10＋积分2')
  })

  it('is not told again where the price shown is already it', () => {
    expect(netPriceOf(totals({}), [], [])).toBeNull()
    const member = totals({ unitDiscountFen: 500, goodsPaidFen: 12_490 })
    expect(netPriceOf(member, [rule('unit', 'unit.level:1.1', 500)], [])).toBeNull()
  })
})
