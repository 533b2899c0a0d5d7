import { describe, expect, it } from 'vitest'
import { differencesOf, mergedDraft, sideOf } from './draft-merge'
import { emptyDraft, type Draft } from './product-draft'
import { freshSku, newValue, type DraftOption } from './sku-matrix'

const option = (name: string, ...values: string[]): DraftOption => ({
  ...{ key: name, id: name, name },
  values: values.map((value) => ({ key: value, id: value, name: value })),
})
const opened = (): Draft => ({
  ...emptyDraft(),
  title: '苹果',
  categoryId: 'c',
  options: [option('重量', '3斤', '5斤')],
  skus: ['3斤', '5斤'].map((name) => ({
    ...freshSku([name]),
    ...{ skuId: name, price: '19.90', onHand: 5, available: 5 },
  })),
})
const changed = (change: (draft: Draft) => void): Draft => {
  const draft = opened()
  change(draft)
  return draft
}

describe('two operators on one product', () => {
  it('differ only where they differ', () => {
    const base = opened()
    expect(differencesOf({ base, mine: opened(), theirs: opened() })).toEqual([])
    const both = changed((draft) => (draft.title = '洛川苹果'))
    expect(differencesOf({ base, mine: both, theirs: both })).toEqual([])
  })

  it('each keep what only they changed', () => {
    const base = opened()
    const mine = changed((draft) => (draft.subtitle = '脆甜多汁'))
    const theirs = changed((draft) => {
      draft.title = '洛川苹果'
      draft.skus[1]!.price = '29.90'
    })
    expect(differencesOf({ base, mine, theirs }).map((one) => [one.path, one.both, sideOf(one)])).toEqual([
      ['title', false, 'theirs'],
      ['subtitle', false, 'mine'],
      ['skus.5斤.price', false, 'theirs'],
    ])
    const merged = mergedDraft({ base, mine, theirs }, {})
    expect([merged.title, merged.subtitle, merged.skus[1]?.price]).toEqual(['洛川苹果', '脆甜多汁', '29.90'])
  })

  it('are asked about what both changed, and mine stays until I say otherwise', () => {
    const base = opened()
    const mine = changed((draft) => {
      draft.title = '我的'
      draft.skus[0]!.price = '9'
    })
    const theirs = changed((draft) => {
      draft.title = '他的'
      draft.skus[0]!.price = '8'
    })
    const found = differencesOf({ base, mine, theirs })
    expect(found.map(({ path, both }) => [path, both])).toEqual([
      ['title', true],
      ['skus.3斤.price', true],
    ])
    expect(mergedDraft({ base, mine, theirs }, {}).title).toBe('我的')
    const merged = mergedDraft({ base, mine, theirs }, { title: 'theirs', 'skus.3斤.price': 'theirs' })
    expect([merged.title, merged.skus[0]?.price]).toEqual(['他的', '8'])
  })

  it('lose no combination when the options of one are taken over, and never the stock of now', () => {
    const base = opened()
    const mine = changed((draft) => (draft.skus[0]!.delta = '+3'))
    const theirs = changed((draft) => {
      draft.options[0]!.values.push({ key: '10斤', id: '10斤', name: '10斤' })
      draft.skus.push({ ...freshSku(['10斤']), skuId: '10斤', price: '59' })
      draft.skus[0]!.onHand = 4
    })
    const merged = mergedDraft({ base, mine, theirs }, {})
    expect(merged.options[0]?.values.map(({ name }) => name)).toEqual(['3斤', '5斤', '10斤'])
    expect(merged.skus.map(({ skuId, price }) => [skuId, price])).toEqual([
      ['3斤', '19.90'],
      ['5斤', '19.90'],
      ['10斤', '59'],
    ])
    expect([merged.skus[0]?.onHand, merged.skus[0]?.delta]).toEqual([4, '+3'])
  })

  it('do not differ by the keys of values both have named alike', () => {
    const base = opened()
    const mine = changed((draft) => draft.options[0]!.values.push(newValue('10斤')))
    const theirs = changed((draft) => draft.options[0]!.values.push({ key: 'k', id: 'k', name: '10斤' }))
    expect(differencesOf({ base, mine, theirs })).toEqual([])
  })

  it('leaves what was given to it untouched', () => {
    const base = opened()
    const mine = opened()
    const theirs = changed((draft) => (draft.pictures = [{ id: 'p', width: 1, height: 1, colour: '#fff' }]))
    const merged = mergedDraft({ base, mine, theirs }, {})
    merged.pictures.pop()
    merged.skus[0]!.price = '1'
    expect([theirs.pictures.length, mine.skus[0]?.price]).toEqual([1, '19.90'])
  })
})
