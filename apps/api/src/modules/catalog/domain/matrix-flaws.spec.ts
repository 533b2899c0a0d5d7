import { describe, expect, it } from 'vitest'
import { matrixFlaws } from './matrix-flaws.js'

const options = [
  { name: '规格', values: [{ name: '3 斤' }, { name: '5 斤' }] },
  { name: '包装', values: [{ name: '简装' }] },
]
const sku = (values: string[], externalCode: string | null = null, barcode: string | null = null) => ({
  values,
  externalCode,
  barcode,
})

describe('a matrix of options and combinations', () => {
  it('has none where each combination is one value of each option', () => {
    expect(matrixFlaws(options, [sku(['3 斤', '简装'], 'a'), sku(['5 斤', '简装'], 'b')])).toEqual([])
    expect(matrixFlaws([], [sku([])])).toEqual([])
  })

  it.each([
    ['a value of no option', options, [sku(['8 斤', '简装'])], 'skus.0.values'],
    ['a missing value', options, [sku(['3 斤'])], 'skus.0.values'],
    ['a combination twice', options, [sku(['3 斤', '简装']), sku(['3 斤', '简装'])], 'skus.1.values'],
    ['two SKUs without options', [], [sku([]), sku([])], 'skus.1.values'],
    ['a code twice', options, [sku(['3 斤', '简装'], 'a'), sku(['5 斤', '简装'], 'a')], 'skus.1.externalCode'],
    [
      'a barcode twice',
      options,
      [sku(['3 斤', '简装'], 'a', '69'), sku(['5 斤', '简装'], 'b', '69')],
      'skus.1.barcode',
    ],
    ['an option twice', [options[1]!, options[1]!], [sku(['简装', '简装'])], 'options.1.name'],
    [
      'a value twice',
      [{ name: '规格', values: [{ name: 'x' }, { name: 'x' }] }],
      [sku(['x'])],
      'options.0.values.1.name',
    ],
  ])('tells of %s where it stands', (_, given, skus, path) => {
    expect(matrixFlaws(given, skus).map((flaw) => flaw.path)).toEqual([path])
  })
})
