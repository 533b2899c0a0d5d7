import { Inject, Injectable } from '@nestjs/common'
import type { Clock } from '@jishi/kernel/time'
import { isoOf } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Tx } from '../../infra/database/sql.js'
import { ownerText, type ReleaseCause, type StockOwner } from './reservation.js'
import { StockCrossings } from './stock-crossings.js'

/** Ends reservations and moves the counters by what ended, stock rows locked in SKU id order. */
const settling = (from: string, to: 'released' | 'consumed', onHandPerPiece: 0 | -1): string => `
  with ended as (
    update stock_reservations set state = '${to}', expires_at = null, changed_at = $3
     where owner_kind = $1 and owner_id = $2 and state in (${from}) and ($6::uuid[] is null or line_id = any($6))
     returning sku_id, location_id, qty
  ), sums as (
    select sku_id, location_id, sum(qty)::bigint as qty from ended group by sku_id, location_id
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
  select coalesce(sum(qty), 0) as qty,
         coalesce(array_agg(sku_id) filter (where ${onHandPerPiece} = 0 and available = qty), '{}') as back from counted`

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

  /** Takes firm stock from on hand and reserved, of some lines or of all; answers how many pieces left. */
  consume(tx: Tx, owner: StockOwner, shipmentRef: string, lineIds?: readonly string[]): Promise<number> {
    return this.settle(tx, CONSUME, owner, shipmentRef, null, lineIds)
  }

  private async settle(
    tx: Tx,
    sql: string,
    owner: StockOwner,
    ref: string,
    reason: string | null,
    lineIds?: readonly string[],
  ): Promise<number> {
    const values = [owner.kind, owner.id, isoOf(this.clock.now()), ref, reason, lineIds ?? null]
    const { qty, back } = await tx.one<{ qty: number; back: string[] }>(sql, values)
    await this.crossings.tell(tx, back)
    return qty
  }
}
