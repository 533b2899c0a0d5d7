import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Instant } from '@jishi/kernel/time'
import type { Tx } from '../../infra/database/sql.js'
import { levelsOf } from './inventory.queries.js'
import { MAIN_LOCATION } from './reservation.js'

/** Locked in SKU id order like a reservation, and changed only where what is reserved stays covered. */
const MOVE = `
  with given as (
    select * from unnest($1::uuid[], $2::bigint[]) as g (sku_id, delta)
  ), locked as materialized (
    select s.sku_id, g.delta from stocks s join given g using (sku_id) where s.location_id = $3 order by s.sku_id for update of s
  ), changed as (
    update stocks s set on_hand = s.on_hand + l.delta from locked l
     where s.sku_id = l.sku_id and s.location_id = $3 and s.on_hand + l.delta >= s.reserved
     returning s.sku_id, l.delta, s.on_hand - s.reserved as available
  ), moved as (
    insert into stock_moves (kind, reference, sku_id, location_id, on_hand_delta, reserved_delta, reason, moved_at)
    select 'adjust', $4, sku_id, $3, delta, 0, $5, $6 from changed
  )
  select sku_id as "skuId", (available > 0) <> (available - delta > 0) as crossed from changed`

export interface Delta {
  readonly skuId: string
  readonly delta: number
}

export interface Cause {
  /** Makes the move count once. */
  readonly reference: string
  readonly reason: string
  readonly at: Instant
}

/**
 * Raises or lowers what is on hand, all items or none. Answers the SKUs of which there is something where there was nothing,
 * or the other way round. Throws STOCK_TOO_LOW with what stands.
 */
export async function moveOnHand(tx: Tx, items: readonly Delta[], { reference, reason, at }: Cause): Promise<string[]> {
  const skuIds = items.map(({ skuId }) => skuId)
  const deltas = items.map(({ delta }) => delta)
  const values = [skuIds, deltas, MAIN_LOCATION, reference, reason, isoOf(at)]
  const changed = await tx.rows<{ skuId: string; crossed: boolean }>(MOVE, values)
  const done = new Set(changed.map(({ skuId }) => skuId))
  const short = skuIds.filter((skuId) => !done.has(skuId))
  if (short.length === 0) return changed.filter(({ crossed }) => crossed).map(({ skuId }) => skuId)
  const levels = await levelsOf(tx, short)
  throw new DomainError('STOCK_TOO_LOW', { items: short.map((skuId) => ({ skuId, ...levels.get(skuId) })) })
}
