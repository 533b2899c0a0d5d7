import type { CategoryNode } from '@jishi/contracts/catalog/catalog.schema'

export interface FlatCategory {
  id: string
  name: string
  depth: number
}

/** The tree in reading order, each with how deep it lies. */
export const flatCategories = (nodes: readonly CategoryNode[], depth = 0): FlatCategory[] =>
  nodes.flatMap(({ id, name, children }) => [{ id, name, depth }, ...flatCategories(children, depth + 1)])
