import type { SkuView } from '@jishi/contracts/shopfront/shopfront.schema'
import { describe, expect, it } from 'vitest'
import { choose, chosenSku, firstChoice, missingOption, valueState, type Options } from './sku-choice'

const options: Options = [
  {
    id: 'size',
    name: '尺码',
    values: [
      { id: 's', name: 'S' },
      { id: 'm', name: 'M' },
      { id: 'l', name: 'L' },
    ],
  },
  {
    id: 'hue',
    name: '颜色',
    values: [
      { id: 'red', name: '红' },
      { id: 'blue', name: '蓝' },
    ],
  },
]
const sku = (id: string, valueIds: string[], available: number): SkuView => ({
  id,
  valueIds,
  label: id,
  priceFen: 100,
  available,
  picture: null,
})
const skus = [
  sku('s-red', ['s', 'red'], 0),
  sku('m-red', ['m', 'red'], 4),
  sku('m-blue', ['m', 'blue'], 0),
  sku('l-blue', ['l', 'blue'], 2),
]

describe('sku choice', () => {
  it('begins with the first SKU in stock', () => {
    expect(firstChoice(options, skus)).toEqual({ size: 'm', hue: 'red' })
    expect(firstChoice(options, [])).toEqual({})
  })

  it('marks what is chosen, free, moving another option, or out of stock', () => {
    const choice = { size: 'm', hue: 'red' }
    expect(valueState(skus, choice, 'size', 'm')).toBe('on')
    expect(valueState(skus, choice, 'size', 's')).toBe('out')
    expect(valueState(skus, choice, 'size', 'l')).toBe('moves')
    expect(valueState(skus, { size: 'l' }, 'hue', 'blue')).toBe('free')
  })

  it('never reaches a dead end: any value in stock leads to a SKU in stock', () => {
    let choice = firstChoice(options, skus)
    for (const option of options) {
      for (const value of option.values) {
        if (valueState(skus, choice, option.id, value.id) === 'out') continue
        choice = choose(options, skus, choice, option.id, value.id)
        expect(choice[option.id]).toBe(value.id)
        expect(chosenSku(options, skus, choice)?.available).toBeGreaterThan(0)
      }
    }
  })

  it('leaves the choice alone when a value is out of stock', () => {
    const choice = { size: 'm', hue: 'red' }
    expect(choose(options, skus, choice, 'size', 's')).toEqual(choice)
  })

  it('names the option that is still missing', () => {
    expect(missingOption(options, { size: 'm' })).toBe('颜色')
    expect(chosenSku(options, skus, { size: 'm' })).toBeNull()
  })

  it('takes a product without options as chosen', () => {
    const only = [sku('only', [], 1)]
    expect(chosenSku([], only, firstChoice([], only))?.id).toBe('only')
  })
})
