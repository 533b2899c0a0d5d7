import { Inject, Injectable } from '@nestjs/common'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Tx } from '../../infra/database/sql.js'
import { homed, LIVING } from './reservation-home.js'
import type { StockOwner } from './reservation.js'
import { StockCrossings } from './stock-crossings.js'

/** Some pieces of some lines of an owner that keeps the others. */
export interface ReleasedPieces {
  readonly owner: StockOwner
  /** What it follows from; the same pieces are not released twice under one reference. */
  readonly reference: string
  readonly lines: readonly { readonly lineId: string; readonly qty: number }[]
}

const AT_HOME = '(r.source_id in (select id from living) is true)'

/**
 * The last pieces of a line end its reservation, fewer make it smaller; stock rows are locked in SKU id order. What came from an
 * activity that lives is its own again, and the counters stay as they are.
 */
const RELEASE = `
  with asked as (
    select line_id, sum(qty)::integer as qty from unnest($3::uuid[], $4::int[]) as a (line_id, qty) group by line_id
  ), open as (
    select r.id, r.source_id, r.sku_id, r.location_id, a.qty, a.qty = r.qty as whole from stock_reservations r join asked a using (line_id)
     where r.owner_kind = $1 and r.owner_id = $2 and r.state in ('held', 'firm') and a.qty <= r.qty for update of r
  ), ${LIVING}, ended as (
    update stock_reservations r set changed_at = $5, qty = case when o.whole then r.qty else r.qty - o.qty end,
           state = case when not o.whole then r.state when ${AT_HOME} then 'handed' else 'released' end,
           expires_at = case when o.whole then null else r.expires_at end
      from open o where r.id = o.id returning o.sku_id, o.location_id, o.qty, o.source_id, ${AT_HOME} as at_home
  ), ${homed(5)}, sums as (
    select sku_id, location_id, sum(qty)::bigint as qty from ended where not at_home group by sku_id, location_id
  ), locked as materialized (
    select s.sku_id, s.location_id, n.qty from stocks s join sums n using (sku_id, location_id)
     order by s.sku_id, s.location_id for update of s
  ), counted as (
    update stocks s set reserved = s.reserved - l.qty from locked l
     where s.sku_id = l.sku_id and s.location_id = l.location_id
     returning s.sku_id, s.location_id, l.qty, s.on_hand - s.reserved as available
  ), moved as (
    insert into stock_moves (kind, reference, sku_id, location_id, on_hand_delta, reserved_delta, reason, moved_at)
    select 'release', $6, sku_id, location_id, 0, -qty, 'cancelled', $5 from counted
  )
  select coalesce(sum(qty), 0) + (select coalesce(sum(qty), 0) from home) as qty, coalesce(array_agg(sku_id) filter (where available = qty), '{}') as back from counted`

@Injectable()
export class ReleasePieces {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly crossings: StockCrossings,
  ) {}

  /** Answers the pieces that are free again; a line that has fewer than asked is left alone. */
  async run(tx: Tx, { owner, reference, lines }: ReleasedPieces): Promise<number> {
    const { qty, back } = await tx.one<{ qty: number; back: string[] }>(RELEASE, [
      owner.kind,
      owner.id,
      lines.map(({ lineId }) => lineId),
      lines.map((line) => line.qty),
      isoOf(this.clock.now()),
      reference,
    ])
    await this.crossings.tell(tx, back)
    return qty
  }
}
