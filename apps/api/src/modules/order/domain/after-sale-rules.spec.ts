import { addMs, dayMs, instantOf, secondMs } from '@jishi/kernel/time'
import { expect, it } from 'vitest'
import { inTime, noReasonDeadline, replacementDeadline, USUAL_TERMS } from './after-sale-rules.js'

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
  expect(replacementDeadline({ shippedAt, signedAt }, USUAL_TERMS)).toBe(addMs(signedAt, 10 * dayMs))
  expect(replacementDeadline({ shippedAt, signedAt: null }, USUAL_TERMS)).toBe(addMs(shippedAt, 30 * dayMs))
})
