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

  it('never reaches a dead end with any number of options, however sparse the stock', () => {
    let seed = 7
    const random = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed % below
    }
    for (let round = 0; round < 200; round += 1) {
      const axes: Options = Array.from({ length: random(7) }, (_a, n) => ({
        id: `o${n}`,
        name: `选项 ${n}`,
        values: Array.from({ length: 1 + random(4) }, (_v, m) => ({ id: `o${n}v${m}`, name: String(m) })),
      }))
      const combination = (): string[] => axes.map(({ values }) => (values[random(values.length)] as { id: string }).id)
      const made = new Map<string, SkuView>()
      for (let n = 0; n <= random(30); n += 1) {
        const valueIds = combination()
        made.set(valueIds.join(), sku(valueIds.join(), valueIds, Math.max(0, random(5) - 2)))
      }
      const all = [...made.values()]
      const stocked = all.filter(({ available }) => available > 0)
      let choice = firstChoice(axes, all)
      expect(chosenSku(axes, all, choice)).not.toBeNull()
      for (let press = 0; press < 30 && axes.length > 0; press += 1) {
        const option = axes[random(axes.length)] as Options[number]
        const value = option.values[random(option.values.length)] as { id: string }
        const before = choice
        choice = choose(axes, all, choice, option.id, value.id)
        const buyable = stocked.some(({ valueIds }) => valueIds.indexOf(value.id) >= 0)
        if (!buyable) expect(choice).toEqual(before)
        else {
          expect(choice[option.id]).toBe(value.id)
          expect(chosenSku(axes, all, choice)?.available).toBeGreaterThan(0)
        }
        // Whatever is in stock can still be reached from here.
        for (const { valueIds } of stocked) {
          let walk = choice
          axes.forEach(({ id }, n) => (walk = choose(axes, all, walk, id, valueIds[n] as string)))
          axes.forEach(({ id }, n) => (walk = choose(axes, all, walk, id, valueIds[n] as string)))
          expect(chosenSku(axes, all, walk)?.valueIds).toEqual(valueIds)
        }
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
