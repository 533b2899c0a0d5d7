import { DomainError } from '@jishi/kernel/errors'
import type { Tx } from '../../infra/database/sql.js'

/** A role the shop made, as opposed to those that come with the program. */
export interface OwnRole {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly description: string
  readonly permissions: readonly string[]
}

/** Throws NOT_FOUND, ROLE_PROTECTED. */
export const ownRole = async (tx: Tx, id: string): Promise<OwnRole> => {
  const role = await tx.maybe<OwnRole & { builtIn: boolean }>(
    `select id, code, name, description, built_in as "builtIn",
            array(select permission from role_permissions p where p.role_code = r.code order by permission) as permissions
       from roles r where id = $1`,
    [id],
  )
  if (role === undefined) throw new DomainError('NOT_FOUND')
  if (role.builtIn) throw new DomainError('ROLE_PROTECTED')
  return role
}
