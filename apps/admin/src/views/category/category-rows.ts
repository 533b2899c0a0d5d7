import type { AdminCategoryNode } from '@jishi/contracts/catalog/catalog-editing.schema'
import { MAX_CATEGORY_DEPTH } from '@jishi/contracts/catalog/catalog.terms'

export interface CategoryRow {
  node: AdminCategoryNode
  depth: number
  parentId: string | null
  /** Ids of its brothers and sisters, itself among them, in order. */
  line: readonly string[]
  place: number
}

/** The tree in reading order. */
export const categoryRows = (
  nodes: readonly AdminCategoryNode[],
  parentId: string | null = null,
  depth = 0,
): CategoryRow[] => {
  const line = nodes.map(({ id }) => id)
  return nodes.flatMap((node, place) => [
    { node, depth, parentId, line, place },
    ...categoryRows(node.children, node.id, depth + 1),
  ])
}

const heightOf = (node: AdminCategoryNode): number => 1 + Math.max(0, ...node.children.map(heightOf))

const isInside = (id: string, node: AdminCategoryNode): boolean =>
  node.id === id || node.children.some((child) => isInside(id, child))

/** Where a category may go: not below itself, and not so deep that something of it would lie too deep. */
export const parentsFor = (moved: AdminCategoryNode, rows: readonly CategoryRow[]): CategoryRow[] =>
  rows.filter(({ node, depth }) => !isInside(node.id, moved) && depth + 1 + heightOf(moved) <= MAX_CATEGORY_DEPTH)

/** Before which one to put it so that it stands one place earlier or later; undefined where there is no such place. */
export const neighbour = ({ line, place }: CategoryRow, by: -1 | 1): { beforeId: string | null } | undefined => {
  if (by === -1) return place === 0 ? undefined : { beforeId: line[place - 1] ?? null }
  return place === line.length - 1 ? undefined : { beforeId: line[place + 2] ?? null }
}
