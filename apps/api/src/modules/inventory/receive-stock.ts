import { Inject, Injectable } from '@nestjs/common'
import { assert } from '@jishi/kernel/assert'
import type { Clock } from '@jishi/kernel/time'
import { isoOf } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Tx } from '../../infra/database/sql.js'
import { MAIN_LOCATION, type Receipt } from './reservation.js'
import { StockCrossings } from './stock-crossings.js'

/**
 * The move is written first: its unique key lets each reference count once per SKU and place. The stock row a
 * first delivery needs is written by the same statement, which the foreign key of the move checks at its end.
 */
const RECEIVE = `
  with given as (
    select * from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[]) as g (sku_id, location_id, qty, reference)
  ), moved as (
    insert into stock_moves (kind, reference, sku_id, location_id, on_hand_delta, reserved_delta, moved_at)
    select $6, reference, sku_id, location_id, qty, 0, $5 from given
    on conflict on constraint stock_moves_once do nothing
    returning sku_id, location_id, on_hand_delta
  ), sums as (
    select sku_id, location_id, sum(on_hand_delta)::bigint as qty from moved group by sku_id, location_id
  ), counted as (
    insert into stocks as s (sku_id, location_id, on_hand) select sku_id, location_id, qty from sums order by sku_id
    on conflict (sku_id, location_id) do update set on_hand = s.on_hand + excluded.on_hand
    returning s.sku_id, s.location_id, s.on_hand - s.reserved as available
  )
  select c.sku_id as "skuId" from counted c join sums using (sku_id, location_id) where c.available = sums.qty`

@Injectable()
export class ReceiveStock {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly crossings: StockCrossings,
  ) {}

  /** Raises on hand; a reference that was already received changes nothing. */
  async run(tx: Tx, receipts: readonly Receipt[], kind: 'receive' | 'return' = 'receive'): Promise<void> {
    for (const { qty } of receipts) assert(Number.isSafeInteger(qty) && qty > 0, `not a quantity: ${qty}`)
    const back = await tx.rows<{ skuId: string }>(RECEIVE, [
      receipts.map(({ skuId }) => skuId),
      receipts.map(({ locationId }) => locationId ?? MAIN_LOCATION),
      receipts.map(({ qty }) => qty),
      receipts.map(({ reference }) => reference),
      isoOf(this.clock.now()),
      kind,
    ])
    await this.crossings.tell(
      tx,
      back.map(({ skuId }) => skuId),
    )
  }
}
