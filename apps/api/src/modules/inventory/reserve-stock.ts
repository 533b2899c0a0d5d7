import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { newId } from '@jishi/kernel/id'
import type { Clock } from '@jishi/kernel/time'
import { isoOf } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { inSteps, type Tx } from '../../infra/database/sql.js'
import { reservableOf } from './inventory.queries.js'
import { MAIN_LOCATION, ownerText, type Reservation } from './reservation.js'
import { StockCrossings } from './stock-crossings.js'

/**
 * One statement for the whole order. The stock rows are locked in SKU id order, so that two orders with the
 * same goods queue instead of deadlocking, and each is raised only where enough is free at that moment.
 */
const RESERVE = inSteps(
  `wanted as (
    select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[]) as w (id, line_id, sku_id, qty)
  ), need as (
    select sku_id, sum(qty)::bigint as qty from wanted group by sku_id
  ), locked as materialized (
    select s.sku_id, n.qty from stocks s join need n using (sku_id)
     where s.location_id = $5 order by s.sku_id for update of s
  ), taken as (
    update stocks s set reserved = s.reserved + l.qty from locked l
     where s.sku_id = l.sku_id and s.location_id = $5 and s.on_hand - s.reserved >= l.qty
     returning s.sku_id, l.qty, s.on_hand = s.reserved as sold_out
  ), held as (
    insert into stock_reservations
      (id, owner_kind, owner_id, line_id, sku_id, location_id, qty, state, expires_at, created_at, changed_at)
    select w.id, $6, $7, w.line_id, w.sku_id, $5, w.qty, 'held', $8, $9, $9 from wanted w join taken t using (sku_id)
  ), moved as (
    insert into stock_moves (kind, reference, sku_id, location_id, on_hand_delta, reserved_delta, moved_at)
    select 'reserve', $10, sku_id, $5, 0, qty, $9 from taken
  )`,
  `select sku_id as "skuId", sold_out as "soldOut" from taken`,
)

@Injectable()
export class ReserveStock {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly crossings: StockCrossings,
  ) {}

  /** All lines or none: throws OUT_OF_STOCK naming each SKU that is short, and the caller's Tx goes back. */
  async run(tx: Tx, { owner, lines, expiresAt }: Reservation): Promise<void> {
    const taken = await tx.rows<{ skuId: string; soldOut: boolean }>(RESERVE, [
      lines.map(() => newId(this.clock)),
      lines.map((line) => line.lineId),
      lines.map((line) => line.skuId),
      lines.map((line) => line.qty),
      MAIN_LOCATION,
      owner.kind,
      owner.id,
      isoOf(expiresAt),
      isoOf(this.clock.now()),
      ownerText(owner),
    ])
    const enough = new Set(taken.map(({ skuId }) => skuId))
    const short = [...new Set(lines.map(({ skuId }) => skuId))].filter((skuId) => !enough.has(skuId)).sort()
    if (short.length > 0) throw await outOfStock(tx, short)
    await this.crossings.tell(
      tx,
      taken.filter(({ soldOut }) => soldOut).map(({ skuId }) => skuId),
    )
  }
}

/** The refusal that names each SKU of which too little is left. */
export async function outOfStock(tx: Tx, short: readonly string[]): Promise<DomainError> {
  const available = await reservableOf(tx, short)
  return new DomainError('OUT_OF_STOCK', {
    items: short.map((skuId) => ({ skuId, available: available.get(skuId) ?? 0 })),
  })
}
