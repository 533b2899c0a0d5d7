import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { newId } from '@jishi/kernel/id'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { isUniqueViolation, LostRace } from '../../../infra/database/failures.js'
import { inSteps, json, type Tx } from '../../../infra/database/sql.js'
import { together } from '../../../infra/database/together.js'

/** An order that is being placed, and the promotions its receipt applied. */
export interface OfferUse {
  readonly orderId: string
  readonly memberId: string
  readonly offerIds: readonly string[]
  /** The moment the order was priced for. */
  readonly at: Instant
}

/** One number for everything that has to take turns with the end of a promotion. */
const TURN = (id: string): string => `hashtextextended(${id}::text, 240)`

/** The shared lock lets placings pass each other and holds up the end of a promotion until they are through, and them once it has begun. */
const WAIT = `
  select pg_advisory_xact_lock_shared(${TURN('turn.id')})
    from (select id from unnest($1::uuid[]) as asked (id) order by id) as turn`

/**
 * A place for each use. With a limit for one member the places are numbered 1 to it, each order begins to look at a place
 * of its own, and none left means none written; without one the number only has to be nobody else's.
 */
const HOLD = `
  insert into offer_usages (id, offer_id, member_id, order_id, ordinal, state, created_at)
  select asked.id, o.id, $1, $2, place.ordinal, 'held', $3
    from jsonb_to_recordset($4::jsonb) as asked (id uuid, "offerId" uuid, spread int)
    join offers o on o.id = asked."offerId"
    cross join lateral (
      select case when o.member_limit is null then asked.spread else (
        select n from generate_series(1, o.member_limit) as n
         where not exists (select 1 from offer_usages u where u.offer_id = o.id and u.member_id = $1
                              and u.ordinal = n and u.state <> 'released')
         order by (n + asked.spread) % o.member_limit limit 1) end as ordinal) as place
   where place.ordinal is not null
   order by o.id
  returning offer_id as "offerId"`

/**
 * The proof that each still lives, read after the locks were given, and the count where there is a limit: rows in the order
 * of their ids, so that two orders with the same two promotions never wait for each other.
 */
const COUNT = inSteps(
  `limited as (
    select o.id from offers o
     where o.id = any($1::uuid[]) and o.total_limit is not null and o.state = 'live' and o.from_at <= $2 and o.until_at > $2
     order by o.id for no key update
  ), counted as (
    update offers o set used = o.used + 1 from limited l where o.id = l.id and o.used < o.total_limit returning o.id
  )`,
  `select id, true as there from counted
  union all
  select id, false from limited where id not in (select id from counted)
  union all
  select o.id, true from offers o
   where o.id = any($1::uuid[]) and o.total_limit is null and o.state = 'live' and o.from_at <= $2 and o.until_at > $2`,
)

const MOST = 0x3fffffff

@Injectable()
export class UseOffers {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** In a statement before that of `take`, which must not begin to look before the locks are given. */
  async takeTurns(tx: Tx, offerIds: readonly string[]): Promise<void> {
    if (offerIds.length > 0) await tx.rows(WAIT, [[...offerIds]])
  }

  async take(tx: Tx, { orderId, memberId, offerIds, at }: OfferUse): Promise<void> {
    if (offerIds.length === 0) return
    const [held, counted] = await together(tx, (one) => [
      this.hold(one, orderId, memberId, offerIds),
      one.rows<{ id: string; there: boolean }>(COUNT, [[...offerIds], isoOf(at)]),
    ])
    const living = new Map(counted.map(({ id, there }) => [id, there]))
    refuse(
      'OFFER_OVER',
      offerIds.filter((id) => !living.has(id)),
    )
    refuse(
      'OFFER_USED_UP',
      offerIds.filter((id) => !held.has(id) || living.get(id) === false),
    )
  }

  async settle(tx: Tx, orderId: string): Promise<void> {
    await tx.execute(`update offer_usages set state = 'used', settled_at = $2 where order_id = $1 and state = 'held'`, [
      orderId,
      isoOf(this.clock.now()),
    ])
  }

  async release(tx: Tx, orderId: string): Promise<void> {
    await tx.execute(
      `with freed as (
         update offer_usages set state = 'released', settled_at = $2
          where order_id = $1 and state = 'held' returning offer_id
       ), asked as (
         select o.id from offers o
          where o.id in (select offer_id from freed) and o.total_limit is not null order by o.id for no key update
       )
       update offers o set used = o.used - 1 from asked where o.id = asked.id`,
      [orderId, isoOf(this.clock.now())],
    )
  }

  /** Answers the promotions that had a place for this member. */
  private async hold(tx: Tx, orderId: string, memberId: string, offerIds: readonly string[]): Promise<Set<string>> {
    const asked = offerIds.map((offerId) => {
      const id = newId<'offerUsage'>(this.clock)
      return { id, offerId, spread: 1 + (Number.parseInt(id.slice(-8), 16) & MOST) }
    })
    try {
      const rows = await tx.rows<{ offerId: string }>(HOLD, [
        ...[memberId, orderId, isoOf(this.clock.now()), json(asked)],
      ])
      return new Set(rows.map(({ offerId }) => offerId))
    } catch (error) {
      if (isUniqueViolation(error, 'offer_usages_ordinal_once')) throw new LostRace(error)
      throw error
    }
  }
}

const refuse = (code: 'OFFER_OVER' | 'OFFER_USED_UP', offerIds: readonly string[]): void => {
  if (offerIds.length > 0) throw new DomainError(code, { items: offerIds.map((offerId) => ({ offerId })) })
}

/** Waits until every placing that holds the promotion is through, and holds up those that come after. */
export const endTurn = async (tx: Tx, offerId: string): Promise<void> => {
  await tx.rows(`select pg_advisory_xact_lock(${TURN('$1')})`, [offerId])
}
