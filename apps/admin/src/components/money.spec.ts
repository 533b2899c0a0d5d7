import { describe, expect, it } from 'vitest'
import { amountText, spanOfPrices, yuanText } from './money'

describe('amounts', () => {
  it.each([
    [0, '0.00'],
    [5, '0.05'],
    [9660, '96.60'],
    [128050, '1,280.50'],
    [11840260, '118,402.60'],
    [-2000, '−20.00'],
    [9007199254740991, '90,071,992,547,409.91'],
  ])('%i fen read %s', (amountFen, text) => {
    expect(amountText(amountFen)).toBe(text)
  })
  it('put the sign before the currency', () => {
    expect(yuanText(2990)).toBe('¥29.90')
    expect(yuanText(-2000)).toBe('−¥20.00')
  })
  it('show one price once', () => {
    expect(spanOfPrices(2990, 2990)).toBe('¥29.90')
    expect(spanOfPrices(2990, 129900)).toBe('¥29.90 – 1,299.00')
  })
  it('refuse half a fen', () => {
    expect(() => amountText(1.5)).toThrow()
  })
})
