import { MAX_SKUS } from '@jishi/contracts/catalog/catalog.terms'
import { describe, expect, it } from 'vitest'
import {
  combinationCount,
  combinationsOf,
  fillAll,
  freshSku,
  keptSkus,
  matrixOf,
  rowsWith,
  unknownRows,
  valuesIn,
  type DraftOption,
} from './sku-matrix'

const option = (key: string, ...values: string[]): DraftOption => ({
  key,
  name: key,
  values: values.map((name) => ({ key: name, name })),
})

describe('the matrix of combinations', () => {
  it('is every value with every other, the last option turning fastest', () => {
    expect(combinationsOf([option('a', '1', '2'), option('b', 'x', 'y')])).toEqual([
      ['1', 'x'],
      ['1', 'y'],
      ['2', 'x'],
      ['2', 'y'],
    ])
    expect(combinationsOf([])).toEqual([[]])
  })

  it('finds what was typed into a combination again, whatever the order of the options', () => {
    const known = [{ ...freshSku(['1', 'x']), price: '9.90', skuId: 'sku' }]
    const rows = matrixOf([option('b', 'x'), option('a', '1', '2')], known)
    expect(rows.map(({ skuId, price }) => [skuId, price])).toEqual([
      ['sku', '9.90'],
      [null, ''],
    ])
  })

  it('lets a new option’s rows begin with the price of the combination they grew out of', () => {
    const known = [{ ...freshSku(['1']), price: '9.90', externalCode: 'A', delta: '5', skuId: 'sku' }]
    const rows = matrixOf([option('a', '1'), option('b', 'x', 'y')], known)
    expect(rows.map(({ price, externalCode, delta, skuId }) => [price, externalCode, delta, skuId])).toEqual([
      ['9.90', '', '', null],
      ['9.90', '', '', null],
    ])
    expect(unknownRows(rows, known)).toHaveLength(2)
  })

  it('leaves out what was taken away, and fills only what is kept', () => {
    const options = [option('a', '1', '2')]
    const known = [freshSku(['1']), { ...freshSku(['2']), kept: false }]
    expect(keptSkus(options, known).map(({ keys }) => keys)).toEqual([['1']])
    fillAll(known, { price: '12.5', cost: '', weight: '500', delta: '' })
    expect(known.map(({ price, weight }) => [price, weight])).toEqual([
      ['12.5', '500'],
      ['', ''],
    ])
  })

  it('grows no rows where there would be more than a product can have, and keeps those that are there', () => {
    const many = (key: string): DraftOption => option(key, ...Array.from({ length: 20 }, (_, n) => `${key}${n}`))
    const axes = ['a', 'b', 'c', 'd', 'e', 'f'].map(many)
    expect(combinationCount(axes)).toBe(64_000_000)
    const known = [freshSku(['a0', 'b1', 'c2', 'd3', 'e4', 'f5']), freshSku(['a0', 'b1'])]
    expect(matrixOf(axes, known).map(({ keys }) => keys)).toEqual([['a0', 'b1', 'c2', 'd3', 'e4', 'f5']])
  })

  it('is made in no time at its largest', () => {
    const axes = [option('a', ...'0123456789'), option('b', ...'abcdefghij'), option('c', 'x', 'y', 'z', 'w')]
    const known = matrixOf(axes, [])
    expect(known).toHaveLength(MAX_SKUS)
    const began = performance.now()
    for (let times = 0; times < 20; times += 1) expect(unknownRows(matrixOf(axes, known), known)).toHaveLength(0)
    expect((performance.now() - began) / 20).toBeLessThan(50)
  })

  it('shows the rows of the chosen values', () => {
    const rows = matrixOf([option('a', '1', '2'), option('b', 'x', 'y')], [])
    expect(rowsWith(rows, [undefined, 'y']).map(({ keys }) => keys.join(''))).toEqual(['1y', '2y'])
    expect(rowsWith(rows, ['2', 'y']).map(({ keys }) => keys.join(''))).toEqual(['2y'])
    expect(rowsWith(rows, [])).toHaveLength(4)
  })
})

it('reads many values out of what is pasted', () => {
  expect(valuesIn('红\n蓝，绿、 白 \n红,')).toEqual(['红', '蓝', '绿', '白'])
  expect(valuesIn('深空 灰')).toEqual(['深空 灰'])
})
