import { instantOf } from '@jishi/kernel/time'
import { beforeEach, describe, expect, it } from 'vitest'
import { forgetAll, situation, stored } from '../../../test/fake-platform'
import { backFromSignIn, keepForSignIn, mayComeUp, noteCameUp } from './coupon-day'

const at = (iso: string) => instantOf(iso)

describe('once a day', () => {
  beforeEach(forgetAll)

  it('is a day of the shop: it ends at midnight in Beijing, which is 16:00 UTC', () => {
    const before = at('2026-11-30T15:59:59.999Z')
    expect(mayComeUp(before)).toBe(true)
    noteCameUp(before)
    expect(stored).toEqual({ 'jishi.home.coupons': '2026-11-30' })
    expect(mayComeUp(before)).toBe(false)
    expect(mayComeUp(at('2026-11-30T16:00:00.000Z'))).toBe(true)
  })

  it('goes on over midnight UTC', () => {
    noteCameUp(at('2026-11-30T16:00:00.000Z'))
    expect(mayComeUp(at('2026-12-01T00:00:00.000Z'))).toBe(false)
    expect(mayComeUp(at('2026-12-01T15:59:59.999Z'))).toBe(false)
    expect(mayComeUp(at('2026-12-01T16:00:00.000Z'))).toBe(true)
  })

  it('is not begun anew by a clock that is put back', () => {
    noteCameUp(at('2026-11-30T16:00:01.000Z'))
    expect(mayComeUp(at('2026-11-30T15:59:59.000Z'))).toBe(false)
  })

  it('is never where it cannot be remembered', () => {
    situation.full = true
    expect(mayComeUp(at('2026-11-30T02:00:00.000Z'))).toBe(false)
  })

  it('lets a sign-in that left the page come back to them, once', () => {
    const now = at('2026-11-30T02:00:00.000Z')
    noteCameUp(now)
    keepForSignIn()
    expect(mayComeUp(now)).toBe(true)
    noteCameUp(now)
    expect(mayComeUp(now)).toBe(false)
    keepForSignIn()
    backFromSignIn()
    expect(mayComeUp(now)).toBe(false)
  })
})
