import { Inject, Injectable } from '@nestjs/common'
import { assert } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { newId } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { inSteps, type Sql, type Tx } from '../../infra/database/sql.js'
import { MAIN_LOCATION, ownerText, type Reservation } from './reservation.js'
import { outOfStock } from './reserve-stock.js'
import { SettleReservation } from './settle-reservation.js'
import { StockCrossings } from './stock-crossings.js'

/** Units that leave the sale pool for an activity. */
export interface Arming {
  readonly activityId: string
  /** Which arming of the activity it is; each counts once, and a second one of the same name fails. */
  readonly reference: string
  readonly lines: readonly { readonly skuId: string; readonly qty: number }[]
}

/** Units of an SKU are kept in as many rows, so that as many orders take some at the same time. */
const ROWS = 16

const ALIVE = `
  insert into stock_activities (id, state, armed_at) values ($1, 'armed', $2)
  on conflict (id) do update set state = excluded.state where stock_activities.state = 'armed' returning id`

/** Stock rows are locked in SKU id order like those of an order, each once, and raised only where enough is free. */
const ARM = `
  with wanted as (
    select * from unnest($1::uuid[], $2::uuid[], $3::int[]) as w (id, sku_id, qty)
  ), need as (
    select sku_id, sum(qty)::bigint as qty from wanted group by sku_id
  ), locked as materialized (
    select s.sku_id, n.qty from stocks s join need n using (sku_id)
     where s.location_id = $4 order by s.sku_id for update of s
  ), taken as (
    update stocks s set reserved = s.reserved + l.qty from locked l
     where s.sku_id = l.sku_id and s.location_id = $4 and s.on_hand - s.reserved >= l.qty
     returning s.sku_id, l.qty, s.on_hand = s.reserved as sold_out
  ), kept as (
    insert into stock_reservations
      (id, owner_kind, owner_id, line_id, sku_id, location_id, pool, qty, state, created_at, changed_at)
    select w.id, 'activity', $5, w.id, w.sku_id, $4, 'activity', w.qty, 'firm', $6, $6 from wanted w join taken t using (sku_id)
  ), moved as (
    insert into stock_moves (kind, reference, sku_id, location_id, on_hand_delta, reserved_delta, moved_at)
    select 'reserve', $7, sku_id, $4, 0, qty, $6 from taken
  )
  select sku_id as "skuId", sold_out as "soldOut" from taken`

const WANTED = `wanted as (
    select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[]) as w (id, line_id, sku_id, qty)
  )`
const UNITS = `r.owner_kind = 'activity' and r.owner_id = $5 and r.location_id = $6 and r.state = 'firm'`

/** What was `used` of which row becomes the order's, if that is all it wants. */
const handing = (steps: string) =>
  inSteps(
    `${WANTED}, ${steps}, lessened as (
    update stock_reservations r set changed_at = $9, state = case when u.taken = u.had then 'handed' else r.state end,
           qty = case when u.taken = u.had then r.qty else r.qty - u.taken end
      from used u, whole where whole.ok and r.id = u.from_id
  )`,
    `insert into stock_reservations
      (id, owner_kind, owner_id, line_id, sku_id, location_id, pool, source_id, qty, state, expires_at, created_at, changed_at)
    select w.id, $7, $8, w.line_id, w.sku_id, $6, 'activity', $5, w.qty, 'held', $10, $9, $9 from wanted w, whole where whole.ok`,
  )

/** Of each SKU one row that nobody else is taking from and that has enough. */
const TAKE = handing(`used as materialized (
    select w.id as for_id, one.id as from_id, one.qty as had, w.qty as taken from wanted w cross join lateral (
      select r.id, r.qty from stock_reservations r where ${UNITS} and r.sku_id = w.sku_id and r.qty >= w.qty
       limit 1 for update skip locked) one
  ), whole as (
    select (select count(*) from used) = (select count(*) from wanted) as ok
  )`)

/** All that is left of each SKU, whoever else is taking from it and has to be waited for. */
const TAKE_THE_LAST = handing(`locked as materialized (
    select r.id, r.sku_id, r.qty from stock_reservations r where ${UNITS} and r.sku_id in (select sku_id from wanted)
     order by r.id for update of r
  ), summed as (
    select l.*, w.id as for_id, w.qty as wanted, sum(l.qty) over (partition by l.sku_id order by l.id) - l.qty as before
      from locked l join wanted w using (sku_id)
  ), used as (
    select for_id, id as from_id, qty as had, least(qty, wanted - before) as taken from summed where before < wanted
  ), whole as (
    select not exists (select 1 from wanted w
      where w.qty > coalesce((select sum(u.taken) from used u where u.for_id = w.id), 0)) as ok
  )`)

/** Units of activities: out of the sale pool when one is armed, handed to its orders and back while it lives, to everybody when it is over. */
@Injectable()
export class ActivityStock {
  constructor(
    private readonly settling: SettleReservation,
    private readonly crossings: StockCrossings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async arm(tx: Tx, { activityId, reference, lines }: Arming): Promise<void> {
    const now = isoOf(this.clock.now())
    const alive = await tx.maybe(ALIVE, [activityId, now])
    assert(alive !== undefined, `activity ${activityId} is over and takes no more units`)
    const rows = lines.flatMap(({ skuId, qty }) => rowsOf(qty).map((part) => ({ skuId, qty: part })))
    const taken = await tx.rows<{ skuId: string; soldOut: boolean }>(ARM, [
      rows.map(() => newId(this.clock)),
      rows.map(({ skuId }) => skuId),
      rows.map(({ qty }) => qty),
      ...[MAIN_LOCATION, activityId, now, `${ownerText({ kind: 'activity', id: activityId })}:${reference}`],
    ])
    const enough = new Set(taken.map(({ skuId }) => skuId))
    const short = [...new Set(lines.map(({ skuId }) => skuId))].filter((skuId) => !enough.has(skuId)).sort()
    if (short.length > 0) throw await outOfStock(tx, short)
    await this.crossings.tell(
      tx,
      taken.filter(({ soldOut }) => soldOut).map(({ skuId }) => skuId),
    )
  }

  async take(tx: Tx, activityId: string, { owner, lines, expiresAt }: Reservation): Promise<void> {
    assert(new Set(lines.map(({ skuId }) => skuId)).size === lines.length, 'units of one SKU are taken by one line')
    const values = [
      lines.map(() => newId(this.clock)),
      lines.map(({ lineId }) => lineId),
      lines.map(({ skuId }) => skuId),
      lines.map(({ qty }) => qty),
      ...[activityId, MAIN_LOCATION, owner.kind, owner.id, isoOf(this.clock.now()), isoOf(expiresAt)],
    ]
    if ((await tx.execute(TAKE, values)) === lines.length) return
    if ((await tx.execute(TAKE_THE_LAST, values)) === lines.length) return
    const left = await this.left(
      tx,
      activityId,
      lines.map(({ skuId }) => skuId),
    )
    const short = lines.filter(({ skuId, qty }) => (left.get(skuId) ?? 0) < qty)
    // A unit that came home in between is there by now: whoever asks again has it.
    const named = short.length > 0 ? short : lines
    throw new DomainError('OUT_OF_STOCK', {
      items: named.map(({ skuId }) => ({ skuId, available: left.get(skuId) ?? 0 })),
    })
  }

  /** The state first, in a statement of its own: whoever is bringing a unit home is waited for, and seen by the next one. */
  async disarm(tx: Tx, activityId: string): Promise<number> {
    const ended = await tx.execute(
      `update stock_activities set state = 'over', over_at = $2 where id = $1 and state = 'armed'`,
      [activityId, isoOf(this.clock.now())],
    )
    return ended === 0 ? 0 : this.settling.release(tx, { kind: 'activity', id: activityId }, 'over')
  }

  async left(sql: Sql, activityId: string, skuIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await sql.rows<{ skuId: string; qty: number }>(
      `select sku_id as "skuId", sum(qty) as qty from stock_reservations
        where owner_kind = 'activity' and owner_id = $1 and sku_id = any($2::uuid[]) and state = 'firm' group by sku_id`,
      [activityId, skuIds],
    )
    const found = new Map(rows.map(({ skuId, qty }) => [skuId, qty]))
    return new Map(skuIds.map((skuId) => [skuId, found.get(skuId) ?? 0]))
  }
}

/** As equal as can be, the greater parts first. */
function rowsOf(qty: number): number[] {
  assert(Number.isSafeInteger(qty) && qty > 0, `not a quantity: ${qty}`)
  const rows = Math.min(ROWS, qty)
  return Array.from({ length: rows }, (_, place) => Math.floor(qty / rows) + (place < qty % rows ? 1 : 0))
}
