import { Inject, Injectable } from '@nestjs/common'
import type { GiftMiss } from '@jishi/contracts/promotion/pay-gifts.terms'
import { newId } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import type { PaidLine } from '../../../events/order.events.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { json, type Tx } from '../../../infra/database/sql.js'
import type { DomainEvent } from '../../../infra/outbox/event-map.js'
import { On } from '../../../infra/worker/decorators.js'
import { CatalogFacade } from '../../catalog/index.js'
import { isEarned, leftOf, type CountedLine } from './domain/earned.js'
import { GiftGivers } from './gift-givers.js'
import { backsOf, takeTurn } from './gift-orders.js'
import type { GiftRow } from './gift-rows.js'
import { countedLines, RunningGifts } from './running-gifts.js'

interface Earned {
  readonly rule: GiftRow
  readonly lines: readonly CountedLine[]
  readonly paidFen: number
}

interface Placed extends Earned {
  readonly id: string
}

/** Payloads before this one did not say what was paid for each line. */
const SAYS_AMOUNTS = 2

/**
 * A paid order brings what the rules of that moment promise: each at most once, within its limits. A place is a numbered row
 * that a unique index holds once for each member, and one conditional count; only who has both is given the gift.
 */
@Injectable()
export class GiveGifts {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly catalog: CatalogFacade,
    private readonly givers: GiftGivers,
    private readonly running: RunningGifts,
  ) {}

  @On('order.paid', 'promotion.give-gifts')
  async run(tx: Tx, { version, payload, occurredAt }: DomainEvent<'order.paid'>): Promise<void> {
    if (version < SAYS_AMOUNTS) return
    const rules = await this.running.at(tx, occurredAt)
    if (rules.length === 0) return
    await takeTurn(tx, payload, occurredAt)
    const placed: Placed[] = []
    // By their ids: two orders that meet the same two rules never wait for each other.
    for (const earned of await this.earned(tx, payload.orderId, payload.lines, rules)) {
      const id = await this.place(tx, earned, payload)
      if (id !== undefined) placed.push({ ...earned, id })
    }
    await this.give(tx, placed, payload.memberId)
  }

  private async earned(
    tx: Tx,
    orderId: string,
    paid: readonly PaidLine[],
    rules: readonly GiftRow[],
  ): Promise<Earned[]> {
    const places = await this.catalog.skuFacts(
      tx,
      paid.map(({ skuId }) => skuId),
    )
    const backs = await backsOf(tx, orderId)
    return rules.flatMap((rule) => {
      const lines = countedLines(rule, paid, places)
      const left = leftOf(lines, backs)
      return isEarned(rule, left) ? [{ rule, lines, paidFen: left.paidFen }] : []
    })
  }

  /** A place for this order, or undefined where none is left for this member or for anybody, or the rule ended meanwhile. */
  private async place(
    tx: Tx,
    { rule, lines, paidFen }: Earned,
    { orderId, memberId }: { orderId: string; memberId: string },
  ): Promise<string | undefined> {
    const [id, now] = [newId(this.clock), isoOf(this.clock.now())]
    for (;;) {
      const tried = await tx.one<{ fits: boolean; made: boolean }>(PLACE, [
        ...[id, rule.giftId, orderId, memberId, rule.memberLimit, json(lines), paidFen, now],
      ])
      if (!tried.fits) return undefined
      if (tried.made) break
    }
    const counted = await tx.execute(COUNT, [rule.giftId])
    if (counted === 1) return id
    await tx.execute('delete from given_gifts where id = $1', [id])
    return undefined
  }

  private async give(tx: Tx, placed: readonly Placed[], memberId: string): Promise<void> {
    for (const kind of new Set(placed.map(({ rule }) => rule.kind))) {
      const gifts = placed.filter(({ rule }) => rule.kind === kind)
      const missed = await this.givers.of(kind).give(
        tx,
        gifts.map(({ id, rule }) => ({ id, memberId, gift: rule.gift })),
      )
      for (const { id, rule } of gifts) {
        const miss = missed.get(id)
        if (miss !== undefined) await this.miss(tx, id, rule.giftId, miss)
      }
    }
  }

  /** Earned and not to be had: written down for the operator, and its place is free for the next. */
  private async miss(tx: Tx, id: string, giftId: string, miss: GiftMiss): Promise<void> {
    await tx.execute(`update given_gifts set state = 'missed', miss = $2 where id = $1`, [id, miss])
    await tx.execute('update pay_gifts set given = given - 1 where id = $1', [giftId])
  }
}

/**
 * The lowest number nobody of this member's gifts of the rule has; without a limit there is always one. Made is false where somebody
 * took the number in the same instant, who is waited for.
 */
const PLACE = `
  with place as (
    select n from generate_series(1, coalesce($5::int, (select count(*)::int + 1 from given_gifts
                                                          where gift_id = $2 and member_id = $4 and state in ('given', 'spent')))) as n
     where not exists (select 1 from given_gifts d where d.gift_id = $2 and d.member_id = $4 and d.ordinal = n
                          and d.state in ('given', 'spent'))
     order by n limit 1
  ), made as (
    insert into given_gifts (id, gift_id, order_id, member_id, ordinal, state, lines, paid_fen, given_at)
    select $1, $2, $3, $4, n, 'given', $6, $7, $8 from place
    on conflict (gift_id, member_id, ordinal) where state in ('given', 'spent') do nothing returning id
  )
  select exists (select 1 from place) as fits, exists (select 1 from made) as made`

/** Who paused, stopped or filled the rule meanwhile is seen here, because this waits for them. */
const COUNT = `
  update pay_gifts set given = given + 1
   where id = $1 and state = 'live' and (total_limit is null or given < total_limit)`
