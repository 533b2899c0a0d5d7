import type { Instant } from '@jishi/kernel/time'
import type { Sql } from '../../infra/database/sql.js'

/** One state of one reservation of an owner. */
export interface StockStep {
  readonly ownerId: string
  readonly reservationId: string
  readonly lineId: string
  readonly qty: number
  readonly state: string
  readonly at: Instant
}

/** Pieces that came back and can be sold again. */
export interface StockReturn {
  readonly skuId: string
  readonly qty: number
  readonly at: Instant
}

/** What came back into stock under these references, oldest first. */
export const stockReturnsOf = (sql: Sql, references: readonly string[]): Promise<StockReturn[]> =>
  sql.rows(
    `select sku_id as "skuId", on_hand_delta as qty, moved_at as at from stock_moves
      where kind = 'return' and reference = any($1::text[]) order by id`,
    [references],
  )

/** What became of everything these owners reserved, oldest first: history only. What went back to an activity was released like the rest. */
export const stockPastOf = (sql: Sql, ownerKind: string, ownerIds: readonly string[]): Promise<StockStep[]> =>
  sql.rows(
    `select owner_id as "ownerId", reservation_id as "reservationId", line_id as "lineId", qty,
            case state when 'handed' then 'released' else state end as state, at from stock_reservation_steps
      where owner_kind = $1 and owner_id = any($2::uuid[]) order by id`,
    [ownerKind, ownerIds],
  )
