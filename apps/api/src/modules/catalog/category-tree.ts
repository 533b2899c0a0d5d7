import type { Tx } from '../../infra/database/sql.js'

/** Paths of a tree depend on each other: whoever changes its shape does so alone. Reading goes on. */
export const holdTree = (tx: Tx): Promise<number> => tx.execute('lock table categories in share row exclusive mode')

export interface TreeRow {
  readonly id: string
  readonly parentId: string | null
  readonly name: string
  readonly path: string
  readonly version: number
}

/** A living category, or undefined. */
export const categoryRow = (tx: Tx, id: string): Promise<TreeRow | undefined> =>
  tx.maybe<TreeRow>(
    `select id, parent_id as "parentId", name, path, version from categories where id = $1 and archived_at is null for update`,
    [id],
  )

/** How many levels a path has: '/<root>/<child>/' has two. */
export const depthOf = (path: string): number => path.split('/').length - 2
