import type { QuotedCoupon } from '@jishi/contracts/promotion/coupons.schema'
import { describe, expect, it } from 'vitest'
import { afterTap, couponSummary, couponWhyNot } from './coupon-choice'

const quoted = (id: string, kind: 'amount' | 'shipping', chosen: boolean): QuotedCoupon =>
  ({
    coupon: { id, kind },
    usable: true,
    chosen,
    savedFen: chosen ? 800 : 0,
    reason: null,
    refusal: null,
  }) as QuotedCoupon

const a = quoted('a', 'amount', true)
const b = quoted('b', 'amount', false)
const ship = quoted('s', 'shipping', true)
const offered = { coupons: [a, b, ship], bestSavedFen: 1800 }

describe('choosing coupons for an order', () => {
  it('takes one for the goods and one for the freight', () => {
    expect(afterTap(offered, b)).toEqual(['s', 'b'])
    expect(afterTap(offered, a)).toEqual(['s'])
    expect(afterTap(offered, ship)).toEqual(['a'])
  })

  it('says what the best choice saves, what one’s own does, or that there is none', () => {
    expect(couponSummary(offered, false)).toBe('已为你选最优，省 ¥18')
    expect(couponSummary(offered, true)).toBe('已选，省 ¥16')
    const none = { coupons: [{ ...a, chosen: false }, b], bestSavedFen: 800 }
    expect(couponSummary(none, true)).toBe('不使用，有 2 张可用')
    expect(couponSummary({ coupons: [], bestSavedFen: 0 }, false)).toBe('没有可用的券')
  })

  it('says why one cannot be used', () => {
    const refusal = { code: 'short_amount', fen: 1210, qty: null, gainFen: 500 } as const
    expect(couponWhyNot({ ...b, usable: false, refusal })).toBe('再买 ¥12.10，可减 ¥5')
    expect(couponWhyNot({ ...b, usable: false, reason: '已结束' })).toBe('已结束')
  })
})
