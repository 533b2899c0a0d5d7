import { AFTER_SALE_LIMITS, USUAL_AFTER_SALE } from '@jishi/contracts/settings/settings.terms'
import { addMs, dayMs, hourMs, instantOf, secondMs } from '@jishi/kernel/time'
import { expect, it } from 'vitest'
import { inTime, noReasonDeadline, replacementDeadline, termsOf, waitMs } from './after-sale-rules.js'

const usual = termsOf(USUAL_AFTER_SALE)

it('the seven days end with the seventh shop day after the day of signing, exclusive', () => {
  // 23:59 in Shanghai and a minute later are two shop days.
  const lateOnFirst = instantOf('2026-11-01T15:59:00Z')
  const earlyOnSecond = instantOf('2026-11-01T16:00:00Z')
  expect(noReasonDeadline(lateOnFirst)).toBe(instantOf('2026-11-08T16:00:00Z'))
  expect(noReasonDeadline(earlyOnSecond)).toBe(instantOf('2026-11-09T16:00:00Z'))
  const deadline = noReasonDeadline(lateOnFirst)
  expect(inTime('no_reason', lateOnFirst, addMs(deadline, -secondMs))).toBe(true)
  expect(inTime('no_reason', lateOnFirst, deadline)).toBe(false)
})

it('the shop answers for its faults longer, and what nobody has received yet is in time', () => {
  const signed = instantOf('2026-11-01T04:00:00Z')
  expect(inTime('quality', signed, instantOf('2026-12-01T04:00:00Z'))).toBe(true)
  expect(inTime('no_reason', signed, instantOf('2026-12-01T04:00:00Z'))).toBe(false)
  expect(inTime('no_reason', null, instantOf('2027-12-01T04:00:00Z'))).toBe(true)
})

it('a replacement counts as received days after it was signed for, and long after it was sent where nobody knows', () => {
  const shippedAt = instantOf('2026-11-01T04:00:00Z')
  const signedAt = addMs(shippedAt, 3 * dayMs)
  expect(replacementDeadline({ shippedAt, signedAt }, usual)).toBe(addMs(signedAt, 10 * dayMs))
  expect(replacementDeadline({ shippedAt, signedAt: null }, usual)).toBe(addMs(shippedAt, 30 * dayMs))
})

it('what an operator set in hours and days is the time that runs in each state', () => {
  const terms = termsOf({ ...USUAL_AFTER_SALE, answerHours: 5, sendBackDays: 9, arbitrateHours: 30 })
  expect(waitMs('requested', terms)).toBe(5 * hourMs)
  expect(waitMs('awaiting_return', terms)).toBe(9 * dayMs)
  expect(waitMs('arbitrating', terms)).toBe(30 * hourMs)
  expect(waitMs('refunding', terms)).toBeUndefined()
})

it('the limits hold what buyers are owed: seven days to send back and to complain, the money within seven of the goods', () => {
  for (const span of ['sendBackDays', 'complainDays', 'receiveDays', 'couponGraceDays'] as const)
    expect(AFTER_SALE_LIMITS[span].least).toBe(7)
  for (const span of ['inspectDays', 'resendDays'] as const) expect(AFTER_SALE_LIMITS[span].most).toBe(7)
  expect(AFTER_SALE_LIMITS.unsignedDays.least).toBeGreaterThanOrEqual(AFTER_SALE_LIMITS.receiveDays.most)
})
