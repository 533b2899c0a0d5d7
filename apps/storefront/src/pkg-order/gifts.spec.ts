import { describe, expect, it } from 'vitest'
import { giftNote, type OrderGift } from './gifts'

const withCoupon = (state: string): OrderGift['coupon'] => ({ state }) as OrderGift['coupon']

describe('a gift of an order', () => {
  it('says nothing of itself while it can be used', () => {
    expect(giftNote({ state: 'given', coupon: withCoupon('held') })).toBeNull()
  })

  it('was taken back, whether at once or when the order that used it let go of it', () => {
    expect(giftNote({ state: 'taken_back', coupon: withCoupon('revoked') })).toBe('gift.back')
    expect(giftNote({ state: 'spent', coupon: withCoupon('revoked') })).toBe('gift.back')
  })

  it('was used, waits in an order, or is over', () => {
    expect(giftNote({ state: 'spent', coupon: withCoupon('used') })).toBe('gift.used')
    expect(giftNote({ state: 'given', coupon: withCoupon('locked') })).toBe('coupon.locked')
    expect(giftNote({ state: 'given', coupon: withCoupon('expired') })).toBe('gift.over')
  })
})
