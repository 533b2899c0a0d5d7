import type { Tx } from '../../../infra/database/sql.js'

/** Changes of what one member keeps take turns on their own row; nobody else waits. */
export const takeTurnOf = async (tx: Tx, memberId: string): Promise<void> => {
  await tx.execute('insert into member_shelves (member_id, favourites) values ($1, 0) on conflict do nothing', [
    memberId,
  ])
  await tx.one('select member_id from member_shelves where member_id = $1 for no key update', [memberId])
}
