import { createHmac, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hmacUnder } from './hmac.js'

describe('the keyed digest', () => {
  it('is Node’s own for every key and text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.string({ unit: 'grapheme', maxLength: 300 }), (key, text) => {
        const expected = createHmac('sha256', key).update(text).digest()
        expect(hmacUnder(Buffer.from(key))(text)).toEqual(expected)
      }),
    )
  })

  it('is that of RFC 4231 for its second vector', () => {
    expect(hmacUnder(Buffer.from('Jefe'))('what do ya want for nothing?').toString('hex')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    )
  })

  it('keeps nothing of what it digested before', () => {
    const digest = hmacUnder(randomBytes(32))
    const first = digest('a').toString('hex')
    expect(digest('b').toString('hex')).not.toBe(first)
    expect(digest('a').toString('hex')).toBe(first)
  })
})
