import { isNumber } from '@jishi/kernel/numbers'
import { instantOf } from '@jishi/kernel/time'
import { expect, it } from 'vitest'
import { refundNoOf } from './start-refund.js'

it('gives one refund one number, and another refund another', () => {
  const paidFor = instantOf('2026-11-22T02:00:00Z')
  const number = refundNoOf('26112200000000000000', paidFor, 'paid_twice', 'a')
  expect(isNumber(number)).toBe(true)
  expect(number.slice(0, 6)).toBe('261122')
  expect(refundNoOf('26112200000000000000', paidFor, 'paid_twice', 'a')).toBe(number)
  expect(refundNoOf('26112200000000000000', paidFor, 'paid_twice', 'b')).not.toBe(number)
  expect(refundNoOf('26112200000000000000', paidFor, 'paid_twice', 'a', 2)).not.toBe(number)
  expect(refundNoOf('26112200000000000001', paidFor, 'paid_twice', 'a')).not.toBe(number)
})
