import type { TakeRelease, TakeState } from '@jishi/contracts/seckill/seckill.terms'
import { addMs, isoOf, type Instant } from '@jishi/kernel/time'
import { prepared, type Sql } from '../../../infra/database/sql.js'
import { MOST_OPEN } from '../domain/hoarding.js'
import type { Decision, TakeAsk, TakeRow } from './engine.js'

/**
 * One statement decides a batch. The row of the goods is locked first, so that one batch follows the other; requests that were decided
 * before keep their answer, tickets of another request are refused, and of the rest, in their order, those win whose member may have
 * them and whose units are there. What was drawn is what was written. Where another process has decided the same request, ticket
 * or member in between, a constraint fails the whole statement, and it is run again with eyes open.
 *
 * $1 goods, $2 now, $3 … $7 tickets, requests, members, quantities, ends of the holds, one of each for a request; no member twice.
 */
const DECIDE = prepared(
  'seckill.decide',
  `with item as (
     select * from activity_skus where id = $1 for no key update
   ), asked as (
     select * from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::int[], $7::timestamptz[])
            with ordinality as a (id, request, member_id, qty, hold_until, ord)
   ), earlier as (
     select a.ord, t.* from asked a join seckill_takes t on t.request = a.request and t.member_id = a.member_id
   ), fresh as (
     select a.*, coalesce(s.qty, 0) as has,
            exists (select 1 from seckill_takes t where t.id = a.id) as used,
            (select count(*) from seckill_takes t where t.member_id = a.member_id and t.state in ('won', 'ordered') and t.hold_until > $2) as open
       from asked a left join seckill_shares s on s.item_id = $1 and s.member_id = a.member_id
      where not exists (select 1 from earlier e where e.ord = a.ord)
   ), fit as (
     select f.*, sum(f.qty) over (order by f.ord) as upto
       from fresh f cross join item i
      where i.live and $2 >= i.opens_at and $2 < i.closes_at
        and not f.used and f.has + f.qty <= i.per_member and f.open < ${MOST_OPEN}
   ), won as (
     insert into seckill_takes
       (id, request, activity_id, item_id, member_id, sku_id, qty, price_fen, state, opens_at, closes_at, taken_at, hold_until)
     select f.id, f.request, i.activity_id, i.id, f.member_id, i.sku_id, f.qty, i.price_fen, 'won', i.opens_at, i.closes_at, $2, f.hold_until
       from fit f cross join item i where f.upto <= i.total - i.drawn - i.sold - i.returned
     returning id, member_id, qty
   ), shared as (
     insert into seckill_shares as s (item_id, member_id, qty, per_member)
     select i.id, w.member_id, w.qty, i.per_member from won w cross join item i
     on conflict (item_id, member_id) do update set qty = s.qty + excluded.qty
   ), counted as (
     update activity_skus set drawn = drawn + (select sum(qty) from won) where id = $1 and exists (select 1 from won)
   )
   select a.ord::int - 1 as place, w.id is not null as won, coalesce(f.used, false) as used, coalesce(f.has, 0) as has,
          coalesce(f.open, 0)::int as open, i.live, i.opens_at as "opensAt", i.closes_at as "closesAt", i.per_member as "perMember",
          i.activity_id as "activityId", i.sku_id as "skuId", i.price_fen as "priceFen",
          (i.total - i.drawn - i.sold - i.returned - coalesce((select sum(qty) from won), 0))::int as left,
          (i.drawn + coalesce((select sum(qty) from won), 0))::int as drawn,
          e.id as "earlierId", e.qty as "earlierQty", e.state as "earlierState", e.taken_at as "earlierTakenAt",
          e.hold_until as "earlierHoldUntil", e.order_id as "earlierOrderId", e.released as "earlierReleased"
     from asked a cross join item i left join fresh f using (ord) left join won w on w.id = a.id left join earlier e using (ord)`,
)

interface DecidedRow {
  readonly place: number
  readonly won: boolean
  readonly used: boolean
  readonly has: number
  readonly open: number
  readonly live: boolean
  readonly opensAt: Instant
  readonly closesAt: Instant
  readonly perMember: number
  readonly activityId: string
  readonly skuId: string
  readonly priceFen: number
  readonly left: number
  readonly drawn: number
  readonly earlierId: string | null
  readonly earlierQty: number
  readonly earlierState: TakeState
  readonly earlierTakenAt: Instant
  readonly earlierHoldUntil: Instant
  readonly earlierOrderId: string | null
  readonly earlierReleased: TakeRelease | null
}

/** What the statement says of one request; `none`: the units were not enough for it in its turn, `left` says whether to ask anew. */
export type Verdict =
  | { readonly state: 'won'; readonly take: TakeRow }
  | Exclude<Decision, { readonly state: 'won' | 'sold_out' | 'short' }>
  | { readonly state: 'none' }

export interface Decided {
  /** One for each request, in the order they were asked. */
  readonly verdicts: readonly Verdict[]
  readonly left: number
  readonly drawn: number
}

/** The requests name each member once. Nothing is decided where it throws. */
export async function decideBatch(sql: Sql, itemId: string, asks: readonly TakeAsk[], now: Instant): Promise<Decided> {
  const rows = await sql.rows<DecidedRow>(DECIDE, [
    itemId,
    isoOf(now),
    asks.map(({ takeId }) => takeId),
    asks.map(({ request }) => request),
    asks.map(({ memberId }) => memberId),
    asks.map(({ qty }) => qty),
    asks.map(({ holdMs }) => isoOf(addMs(now, holdMs))),
  ])
  const verdicts: Verdict[] = asks.map(() => ({ state: 'ended' }))
  for (const row of rows) verdicts[row.place] = verdictOf(row, asks[row.place] as TakeAsk, now)
  return { verdicts, left: rows[0]?.left ?? 0, drawn: rows[0]?.drawn ?? 0 }
}

function verdictOf(row: DecidedRow, ask: TakeAsk, now: Instant): Verdict {
  if (row.earlierId !== null) return { state: 'won', take: earlierOf(row, ask) }
  if (row.won) return { state: 'won', take: wonOf(row, ask, now) }
  if (row.used) return { state: 'used' }
  if (now >= row.closesAt) return { state: 'ended' }
  if (!row.live) return { state: 'stopped' }
  if (now < row.opensAt) return { state: 'not_started' }
  if (row.has + ask.qty > row.perMember) return { state: 'limit_reached' }
  return row.open >= MOST_OPEN ? { state: 'too_many_open' } : { state: 'none' }
}

const wonOf = ({ activityId, skuId, priceFen }: DecidedRow, ask: TakeAsk, now: Instant): TakeRow => ({
  ...{ id: ask.takeId, activityId, itemId: ask.itemId, skuId, qty: ask.qty, priceFen, state: 'won' },
  ...{ takenAt: now, holdUntil: addMs(now, ask.holdMs), orderId: null, released: null },
})

const earlierOf = (row: DecidedRow, { itemId }: TakeAsk): TakeRow => ({
  ...{ id: row.earlierId ?? '', activityId: row.activityId, itemId, skuId: row.skuId, priceFen: row.priceFen },
  ...{ qty: row.earlierQty, state: row.earlierState, takenAt: row.earlierTakenAt, holdUntil: row.earlierHoldUntil },
  ...{ orderId: row.earlierOrderId, released: row.earlierReleased },
})
