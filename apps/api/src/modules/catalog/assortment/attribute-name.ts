import { DomainError } from '@jishi/kernel/errors'
import type { Sql } from '../../../infra/database/sql.js'

interface Clash {
  readonly name: string
  readonly categoryId: string
  readonly categoryName: string
}

/**
 * A name means one attribute wherever a product stands: it is there once along every path of the tree. Asked while the
 * tree is held. Throws ATTRIBUTE_NAME_TAKEN with where it already is.
 */
export const assertNameFree = async (
  reader: Sql,
  categoryId: string,
  name: string,
  self: string | null,
): Promise<void> => {
  const clash = await reader.rows<Clash>(
    `select a.name, c.id as "categoryId", c.name as "categoryName"
       from categories here
       join categories c on starts_with(here.path, c.path) or starts_with(c.path, here.path)
       join attributes a on a.category_id = c.id and a.archived_at is null
      where here.id = $1 and c.archived_at is null and a.name = $2 and a.id is distinct from $3 limit 1`,
    [categoryId, name, self],
  )
  if (clash[0] !== undefined) throw new DomainError('ATTRIBUTE_NAME_TAKEN', { ...clash[0] })
}

/** The same of a branch that now hangs elsewhere: nothing in it may be named like something above it. */
export const assertBranchNamesFree = async (reader: Sql, branchId: string): Promise<void> => {
  const clash = await reader.rows<Clash>(
    `select a.name, above.id as "categoryId", above.name as "categoryName"
       from categories branch
       join categories below on starts_with(below.path, branch.path) and below.archived_at is null
       join attributes b on b.category_id = below.id and b.archived_at is null
       join categories above on starts_with(branch.path, above.path) and above.id <> branch.id
       join attributes a on a.category_id = above.id and a.archived_at is null and a.name = b.name
      where branch.id = $1 limit 1`,
    [branchId],
  )
  if (clash[0] !== undefined) throw new DomainError('ATTRIBUTE_NAME_TAKEN', { ...clash[0] })
}
