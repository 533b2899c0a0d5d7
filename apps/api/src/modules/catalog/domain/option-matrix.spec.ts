import { describe, expect, it } from 'vitest'
import { optionKey, positionsOf, skuLabel } from './option-matrix.js'

const axes = [
  { name: '规格', values: ['3 斤', '5 斤'] },
  { name: '包装', values: ['简装', '礼盒'] },
]

describe('the combinations of a product', () => {
  it('finds each value on its own axis', () => {
    expect(positionsOf(axes, ['5 斤', '简装'])).toEqual([1, 0])
  })

  it('refuses a value of another axis and a missing value', () => {
    expect(() => positionsOf(axes, ['简装', '3 斤'])).toThrow('规格')
    expect(() => positionsOf(axes, ['3 斤'])).toThrow()
  })

  it('gives a product without options one combination without words', () => {
    expect(positionsOf([], [])).toEqual([])
    expect(optionKey([])).toBe('')
    expect(skuLabel([])).toBe('')
    expect(skuLabel(['5 斤', '礼盒'])).toBe('5 斤 / 礼盒')
  })
})
