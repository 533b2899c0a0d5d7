import { expect, it } from 'vitest'
import { chipsOf, columnsOf } from './product-table'

const names = { category: [{ id: 'c', name: '茶' }], brand: [{ id: 'b', name: '小满' }], tag: [] }

it('tells by name what narrows the list, and by kind what has no name here', () => {
  expect(chipsOf({ q: '杯', brand: 'b', tag: 'gone', stock: 'low' }, names)).toEqual([
    { key: 'q', text: '杯' },
    { key: 'stock', text: '库存偏低' },
    { key: 'brand', text: '小满' },
    { key: 'tag', text: '标签' },
  ])
  expect(chipsOf({ state: 'draft', sort: 'sales' }, names)).toEqual([])
})

it('has a box to choose only for whom there is something to do', () => {
  expect(columnsOf({}, false).map(({ key }) => key)).not.toContain('pick')
  expect(columnsOf({ state: 'recycled' }, true).map(({ key }) => key)).toContain('binned')
  expect(columnsOf({ sort: 'weight' }, true).map(({ key }) => key)).toContain('weight')
})
