import type { AdminCategoryNode } from '@jishi/contracts/catalog/catalog-editing.schema'
import { describe, expect, it } from 'vitest'
import { categoryRows, neighbour, parentsFor } from './category-rows'

const node = (id: string, ...children: AdminCategoryNode[]): AdminCategoryNode => ({
  ...{ id, name: id, icon: null, productCount: 0, ownProductCount: 0, permitKind: null, version: 1, children },
})
const rows = categoryRows([node('a', node('a1', node('a1x')), node('a2')), node('b')])
const row = (id: string) => rows.find((one) => one.node.id === id)!

describe('the rows of the tree', () => {
  it('stand in reading order with their depth', () => {
    expect(rows.map(({ node: { id }, depth }) => `${id}${depth}`)).toEqual(['a0', 'a11', 'a1x2', 'a21', 'b0'])
  })

  it('offer no place below themselves or too deep', () => {
    expect(parentsFor(row('a1').node, rows).map(({ node: { id } }) => id)).toEqual(['a', 'b'])
    expect(parentsFor(row('a2').node, rows).map(({ node: { id } }) => id)).toEqual(['a', 'a1', 'b'])
    expect(parentsFor(row('a').node, rows)).toEqual([])
  })

  it('move one place among their own', () => {
    expect(neighbour(row('a1'), -1)).toBeUndefined()
    expect(neighbour(row('a1'), 1)).toEqual({ beforeId: null })
    expect(neighbour(row('a2'), -1)).toEqual({ beforeId: 'a1' })
    expect(neighbour(row('a2'), 1)).toBeUndefined()
  })
})
