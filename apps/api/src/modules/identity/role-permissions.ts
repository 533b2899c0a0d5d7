import type { Tx } from '../../infra/database/sql.js'

/** Makes a role hold exactly these permissions. */
export const writePermissions = async (tx: Tx, code: string, permissions: readonly string[]): Promise<void> => {
  await tx.execute('delete from role_permissions where role_code = $1 and permission <> all($2::text[])', [
    code,
    [...permissions],
  ])
  await tx.execute(
    `insert into role_permissions (role_code, permission) select $1, p from unnest($2::text[]) as g (p)
     on conflict do nothing`,
    [code, [...permissions]],
  )
}
