import type { Instant } from '@jishi/kernel/time'
import type { Sql } from '../../infra/database/sql.js'

/** One state of one reservation of an owner. */
export interface StockStep {
  readonly reservationId: string
  readonly lineId: string
  readonly qty: number
  readonly state: string
  readonly at: Instant
}

/** What became of everything these owners reserved, oldest first: history only, no reservation as it is now. */
export const stockPastOf = (sql: Sql, ownerKind: string, ownerIds: readonly string[]): Promise<StockStep[]> =>
  sql.rows(
    `select reservation_id as "reservationId", line_id as "lineId", qty, state, at from stock_reservation_steps
      where owner_kind = $1 and owner_id = any($2::uuid[]) order by id`,
    [ownerKind, ownerIds],
  )
