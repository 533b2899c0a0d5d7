import { Inject, Injectable } from '@nestjs/common'
import { newId } from '@jishi/kernel/id'
import type { Clock } from '@jishi/kernel/time'
import { isoOf } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Tx } from '../../infra/database/sql.js'
import { homed, LIVING } from './reservation-home.js'
import { ownerText, type ReleaseCause, type StockOwner } from './reservation.js'
import { StockCrossings } from './stock-crossings.js'

/** Some pieces of a line of the owner. */
export interface LinePieces {
  readonly lineId: string
  readonly qty: number
}

/**
 * Ends reservations, whole or by the piece, and moves the counters by what ended, stock rows locked in SKU id order. The
 * pieces of a line that end before the others become a row of their own; a line with fewer than asked is left alone. What is
 * released goes home: to its activity, where the counters stay as they are, or to everybody.
 */
const settling = (from: string, to: 'released' | 'consumed', onHandPerPiece: 0 | -1): string => `
  with asked as (
    select * from unnest($6::uuid[], $7::int[], $8::uuid[]) as a (line_id, qty, split_id)
  ), open as (
    select r.id, r.source_id, coalesce(a.qty, r.qty) as qty, r.qty - coalesce(a.qty, r.qty) as stay, a.split_id
      from stock_reservations r left join asked a on a.line_id = r.line_id
     where r.owner_kind = $1 and r.owner_id = $2 and r.state in (${from}) and ($6::uuid[] is null or a.qty <= r.qty)
       for update of r
  ), ${LIVING}, ended as (
    update stock_reservations r set changed_at = $3, qty = case when o.stay = 0 then r.qty else o.stay end,
      state = case when o.stay > 0 then r.state when ${atHome(to)} then 'handed' else '${to}' end,
      expires_at = case when o.stay > 0 then r.expires_at end
      from open o where r.id = o.id
     returning r.sku_id, r.location_id, r.line_id, r.pool, r.source_id, r.created_at, o.qty, o.stay, o.split_id, ${atHome(to)} as at_home
  ), split as (
    insert into stock_reservations
      (id, owner_kind, owner_id, line_id, sku_id, location_id, pool, source_id, qty, state, created_at, changed_at)
    select split_id, $1, $2, line_id, sku_id, location_id, pool, source_id, qty, '${to}', created_at, $3 from ended where stay > 0
  ), ${homed(3)}, sums as (
    select sku_id, location_id, sum(qty)::bigint as qty from ended where not at_home group by sku_id, location_id
  ), locked as materialized (
    select s.sku_id, s.location_id, n.qty from stocks s join sums n using (sku_id, location_id)
     order by s.sku_id, s.location_id for update of s
  ), counted as (
    update stocks s set on_hand = s.on_hand + (${onHandPerPiece}) * l.qty, reserved = s.reserved - l.qty from locked l
     where s.sku_id = l.sku_id and s.location_id = l.location_id
     returning s.sku_id, s.location_id, l.qty, s.on_hand - s.reserved as available
  ), moved as (
    insert into stock_moves (kind, reference, sku_id, location_id, on_hand_delta, reserved_delta, reason, moved_at)
    select '${to === 'released' ? 'release' : 'consume'}', $4, sku_id, location_id, (${onHandPerPiece}) * qty, -qty, $5, $3
      from counted
  )
  select coalesce(sum(qty), 0) + (select coalesce(sum(qty), 0) from home) as qty,
         coalesce(array_agg(sku_id) filter (where ${onHandPerPiece} = 0 and available = qty), '{}') as back from counted`

const atHome = (to: 'released' | 'consumed'): string =>
  to === 'released' ? 'r.source_id in (select id from living) is true' : 'false'

const RELEASE = settling(`'held', 'firm'`, 'released', 0)
const CONSUME = settling(`'firm'`, 'consumed', -1)

/** What becomes of reserved stock: kept once paid, given back when closed, gone when shipped. */
@Injectable()
export class SettleReservation {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly crossings: StockCrossings,
  ) {}

  /** Held → firm, without an expiry. Repeating it changes nothing. */
  async keep(tx: Tx, owner: StockOwner): Promise<void> {
    await tx.execute(
      `update stock_reservations set state = 'firm', expires_at = null, changed_at = $3
        where owner_kind = $1 and owner_id = $2 and state = 'held'`,
      [owner.kind, owner.id, isoOf(this.clock.now())],
    )
  }

  /** Gives back what is still held or firm; answers how many pieces that were. */
  release(tx: Tx, owner: StockOwner, cause: ReleaseCause): Promise<number> {
    return this.settle(tx, RELEASE, owner, ownerText(owner), cause)
  }

  /** Takes firm stock from on hand and reserved; answers how many pieces left. */
  consume(tx: Tx, owner: StockOwner, shipmentRef: string, pieces: readonly LinePieces[]): Promise<number> {
    return this.settle(tx, CONSUME, owner, shipmentRef, null, pieces)
  }

  private async settle(
    tx: Tx,
    sql: string,
    owner: StockOwner,
    ref: string,
    reason: string | null,
    pieces?: readonly LinePieces[],
  ): Promise<number> {
    const asked = [
      pieces?.map(({ lineId }) => lineId),
      pieces?.map(({ qty }) => qty),
      pieces?.map(() => newId(this.clock)),
    ]
    const values = [owner.kind, owner.id, isoOf(this.clock.now()), ref, reason, ...asked.map((list) => list ?? null)]
    const { qty, back } = await tx.one<{ qty: number; back: string[] }>(sql, values)
    await this.crossings.tell(tx, back)
    return qty
  }
}
