import { DomainError } from '@jishi/kernel/errors'
import type { Tx } from '../../../infra/database/sql.js'

/** What an operator puts into an order of their own. */
export type LabelTable = 'brands' | 'tags' | 'attributes'

/** Places in a list depend on each other: whoever adds to it or reorders it does so alone. Reading and naming go on. */
export const holdList = (tx: Tx, table: LabelTable): Promise<number> =>
  tx.execute(`lock table ${table} in share row exclusive mode`)

/** The row as it is now, held until the commit. Throws NOT_FOUND, or VERSION_CONFLICT when it was written since. */
export const heldLabel = async <Row extends object>(
  tx: Tx,
  table: LabelTable,
  columns: string,
  id: string,
  version: number,
): Promise<Row> => {
  const found = await tx.maybe<Row & { version: number }>(
    `select ${columns}, version from ${table} where id = $1 and archived_at is null for update`,
    [id],
  )
  if (found === undefined) throw new DomainError('NOT_FOUND')
  if (found.version !== version) throw new DomainError('VERSION_CONFLICT')
  const { version: _version, ...row } = found
  return row as unknown as Row
}

/** The next place in a list that has room. Throws CATALOG_FULL. `within` is the category of an attribute. */
export const nextPlace = async (tx: Tx, table: LabelTable, most: number, within?: string): Promise<number> => {
  const { count, last } = await tx.one<{ count: number; last: number }>(
    `select count(*) as count, coalesce(max(position), -1) as last from ${table}
      where archived_at is null ${within === undefined ? '' : 'and category_id = $1'}`,
    within === undefined ? [] : [within],
  )
  if (count >= most) throw new DomainError('CATALOG_FULL', { most })
  return last + 1
}
