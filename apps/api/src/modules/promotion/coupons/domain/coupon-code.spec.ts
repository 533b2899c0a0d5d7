import { COUPON_CODE_PATTERN } from '@jishi/contracts/promotion/promotion.terms'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codeOf } from './coupon-code.js'

const digest = fc.uint8Array({ minLength: 32, maxLength: 32 })

describe('a coupon code', () => {
  it('has the shape people type, and shows ninety bits of its digest', () => {
    expect(codeOf(new Uint8Array(32))).toBe('0'.repeat(18))
    expect(codeOf(new Uint8Array(32).fill(255))).toBe('Z'.repeat(18))
    expect(codeOf(Uint8Array.from([0x08, 0x42, ...new Uint8Array(10)]))).toBe('111'.padEnd(18, '0'))
    fc.assert(fc.property(digest, (bytes) => COUPON_CODE_PATTERN.test(codeOf(bytes))))
  })

  it('changes with every one of the ninety bits', () => {
    fc.assert(
      fc.property(digest, fc.integer({ min: 0, max: 89 }), (bytes, bit) => {
        const other = bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (0x80 >> (bit & 7)) : byte))
        return codeOf(other) !== codeOf(bytes)
      }),
    )
  })
})
