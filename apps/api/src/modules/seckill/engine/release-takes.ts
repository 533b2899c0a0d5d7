import { Inject, Injectable } from '@nestjs/common'
import type { TakeRelease } from '@jishi/contracts/seckill/seckill.terms'
import { assert } from '@jishi/kernel/assert'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { SqlValue, Tx } from '../../../infra/database/sql.js'
import { TAKE_ENGINE, type TakeEngine } from './engine.js'

const AT_ONCE = 500

/**
 * The takes of `picked` are let go, their members may take as many again, and the units are there for others, or go back for sale where
 * the session is over. The row of the goods is locked before this, as every decision does it, so that nobody waits crosswise.
 */
const release = (picked: string): string => `
  with gone as (
    update seckill_takes t set state = 'released', released = $2, released_at = $3
      from (${picked}) p where t.id = p.id
    returning t.item_id, t.member_id, t.qty
  ), freed as (
    update seckill_shares s set qty = s.qty - g.qty
      from (select item_id, member_id, sum(qty)::int as qty from gone group by 1, 2) g
     where s.item_id = g.item_id and s.member_id = g.member_id
  ), counted as (
    update activity_skus i set drawn = i.drawn - g.qty, returned = i.returned + case when i.given_back then g.qty else 0 end
      from (select item_id, sum(qty)::int as qty from gone group by 1) g where i.id = g.item_id
  )
  select coalesce(sum(qty), 0)::int as qty from gone`

const LAPSED = release(`
  select id from seckill_takes where item_id = $1 and state = 'won' and hold_until <= $3
   order by hold_until limit ${AT_ONCE} for no key update skip locked`)
const ONE = (state: 'won' | 'ordered'): string =>
  release(`select id from seckill_takes where id = $4 and item_id = $1 and state = '${state}' for no key update`)
const [GIVEN_UP, CLOSED] = [ONE('won'), ONE('ordered')]

/** Gives units back that somebody held and did not buy. */
@Injectable()
export class ReleaseTakes {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TAKE_ENGINE) private readonly engine: TakeEngine,
  ) {}

  /** Of one of the goods: every hold that is over and was not ordered, some hundreds at a time. Answers the units. */
  lapsed(tx: Tx, itemId: string): Promise<number> {
    return this.run(tx, LAPSED, itemId, 'not_ordered')
  }

  /** Answers 0 where it is not won any more. */
  givenUp(tx: Tx, itemId: string, takeId: string): Promise<number> {
    return this.run(tx, GIVEN_UP, itemId, 'given_up', takeId)
  }

  /** Its order has ended without money. Answers 0 where that was heard before. */
  orderClosed(tx: Tx, itemId: string, takeId: string, cause: TakeRelease): Promise<number> {
    return this.run(tx, CLOSED, itemId, cause, takeId)
  }

  /** Units of a take that its order does not buy; the order takes the others in the same Tx, which goes back with it. */
  async rest(tx: Tx, itemId: string, { memberId, qty }: { memberId: string; qty: number }): Promise<void> {
    await tx.execute(
      `update activity_skus set drawn = drawn - $2, returned = returned + case when given_back then $2 else 0 end where id = $1`,
      [itemId, qty],
    )
    await tx.execute('update seckill_shares set qty = qty - $3 where item_id = $1 and member_id = $2', [
      ...[itemId, memberId, qty],
    ])
    tx.afterCommit(() => this.engine.freed(itemId, qty))
  }

  /**
   * Paid units that go back before they left: others may have them while the session sells, and their member as many again. They are
   * home in stock when this is called, so that whoever settles the session was there before all of it or comes after.
   */
  async paidBack(tx: Tx, itemId: string, takeId: string, qty: number): Promise<void> {
    await tx.rows('select id from activity_skus where id = $1 for no key update', [itemId])
    const counted = await tx.execute(
      `with back as (
         update seckill_takes set back = back + $3 where id = $2 and item_id = $1 and state = 'sold' returning member_id
       ), freed as (
         update seckill_shares s set qty = s.qty - $3 from back b where s.item_id = $1 and s.member_id = b.member_id
       )
       update activity_skus set sold = sold - $3, returned = returned + case when given_back then $3 else 0 end
        where id = $1 and exists (select 1 from back)`,
      [itemId, takeId, qty],
    )
    assert(counted === 1, `take ${takeId} was not paid, and some of it goes back`)
    tx.afterCommit(() => this.engine.freed(itemId, qty))
  }

  private async run(tx: Tx, sql: string, itemId: string, cause: TakeRelease, takeId?: string): Promise<number> {
    await tx.rows('select id from activity_skus where id = $1 for no key update', [itemId])
    const values: SqlValue[] = [itemId, cause, isoOf(this.clock.now())]
    const { qty } = await tx.one<{ qty: number }>(sql, takeId === undefined ? values : [...values, takeId])
    if (qty > 0) tx.afterCommit(() => this.engine.freed(itemId, qty))
    return qty
  }
}
