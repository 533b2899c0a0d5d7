import { shopDay, type Instant } from '@jishi/kernel/time'
import type { Tx } from '../../../infra/database/sql.js'

/** What became of a gift that had its place: the buyer's, or not to be had after all. */
export interface Outcome {
  readonly id: string
  readonly giftId: string
  readonly paidFen: number
  readonly miss: string | undefined
}

/** Day by day, how much a rule gave: written with what it gave, while the rule's own row is held. */
export const noteGiven = async (tx: Tx, outcomes: readonly Outcome[], now: Instant): Promise<void> => {
  if (outcomes.length === 0) return
  const sorted = [...outcomes].sort((one, other) => (one.giftId < other.giftId ? -1 : 1))
  await tx.execute(NOTE_GIVEN, [
    ...[sorted.map(({ id }) => id), sorted.map(({ giftId }) => giftId), sorted.map(({ miss }) => miss ?? null)],
    ...[sorted.map(({ paidFen }) => paidFen), shopDay(now)],
  ])
}

/** Earned and not to be had: written down for the operator, and its place is free for the next. */
const NOTE_GIVEN = `
  with told as (
    select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[]) as o (id, gift_id, miss, paid_fen)
  ), missed as (
    update given_gifts d set state = 'missed', miss = o.miss from told o where d.id = o.id and o.miss is not null
    returning d.gift_id, d.member_id
  ), free_of_rule as (
    update pay_gifts set given = given - 1 where id in (select gift_id from missed)
  ), free_of_member as (
    update pay_gift_members m set given = m.given - 1 from missed f where m.gift_id = f.gift_id and m.member_id = f.member_id
  )
  insert into pay_gift_sums (gift_id, day, part, given, paid_fen, missed)
  select gift_id, $5::date, 0, (miss is null)::int, case when miss is null then paid_fen else 0 end, (miss is not null)::int from told
  on conflict (gift_id, day, part) do update set given = pay_gift_sums.given + excluded.given,
    paid_fen = pay_gift_sums.paid_fen + excluded.paid_fen, missed = pay_gift_sums.missed + excluded.missed`
