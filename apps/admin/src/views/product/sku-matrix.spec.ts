import { describe, expect, it } from 'vitest'
import { combinationsOf, fillAll, freshSku, keptSkus, matrixOf, unknownRows, type DraftOption } from './sku-matrix'

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
})
