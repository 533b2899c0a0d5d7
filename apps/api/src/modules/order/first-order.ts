import type { Sql } from '../../infra/database/sql.js'

/** Lets the placings of one member that may get the price of a first order take turns until each has committed. */
export const holdFirstOrder = async (sql: Sql, memberId: string): Promise<void> => {
  await sql.rows(`select pg_advisory_xact_lock(hashtextextended($1::text, 250))`, [memberId])
}

/** Never had an order that was not closed: a new member, by the same rule for everybody. */
export const hasNoOrder = async (sql: Sql, memberId: string): Promise<boolean> => {
  const { none } = await sql.one<{ none: boolean }>(
    `select not exists (select 1 from orders where member_id = $1 and state <> 'closed') as none`,
    [memberId],
  )
  return none
}
