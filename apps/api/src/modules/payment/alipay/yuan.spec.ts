import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fenOfYuan, yuanOf } from './yuan.js'

describe('yuan in text', () => {
  it('and fen go there and back without loss, whatever the amount', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000_000 }), (amountFen) => {
        const text = yuanOf(amountFen)
        expect(text).toMatch(/^(0|[1-9]\d*)\.\d{2}$/)
        expect(fenOfYuan(text)).toBe(amountFen)
      }),
    )
  })

  it.each([
    ['0.01', 1],
    ['0.29', 29],
    ['1.1', 110],
    ['88', 8_800],
    ['100000000.00', 10_000_000_000],
  ])('%s is %i fen', (text, amountFen) => {
    expect(fenOfYuan(text)).toBe(amountFen)
  })

  it.each(['', ' 1', '1 ', '-1', '+1', '1.', '.5', '1.001', '1e2', '01', '1,00', 'NaN', '１'])(
    '%j is no amount',
    (text) => {
      expect(fenOfYuan(text)).toBeUndefined()
    },
  )
})
