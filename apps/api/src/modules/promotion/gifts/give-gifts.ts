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
import { noteGiven } from './gift-sums.js'
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
 * A paid order brings what the rules of that moment promise: each at most once, within its limits. A place is one more of
 * what this member has and one more of what the rule gave, each counted under its limit; only who has both is given the gift.
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
    if (version < SAYS_AMOUNTS || payload.earns?.gifts === false) return
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
    const fits = await tx.execute(ONE_MORE, [rule.giftId, memberId, rule.memberLimit])
    if (fits === 0) return undefined
    const id = newId(this.clock)
    const placed = await tx.execute(PLACE, [
      ...[id, rule.giftId, orderId, memberId, json(lines), paidFen, isoOf(this.clock.now())],
    ])
    if (placed === 1) return id
    await tx.execute(ONE_LESS, [rule.giftId, memberId])
    return undefined
  }

  private async give(tx: Tx, placed: readonly Placed[], memberId: string): Promise<void> {
    const missed = new Map<string, GiftMiss>()
    for (const kind of new Set(placed.map(({ rule }) => rule.kind))) {
      const gifts = placed.filter(({ rule }) => rule.kind === kind)
      const misses = await this.givers.of(kind).give(
        tx,
        gifts.map(({ id, rule }) => ({ id, memberId, gift: rule.gift })),
      )
      for (const [id, miss] of misses) missed.set(id, miss)
    }
    const outcomes = placed.map(({ id, rule, paidFen }) => ({ id, giftId: rule.giftId, paidFen, miss: missed.get(id) }))
    await noteGiven(tx, outcomes, this.clock.now())
  }
}

/** One more for this member, where the limit has room; two payments of one member take turns here. */
const ONE_MORE = `
  insert into pay_gift_members (gift_id, member_id, given) values ($1, $2, 1)
  on conflict (gift_id, member_id) do update set given = pay_gift_members.given + 1
   where $3::int is null or pay_gift_members.given < $3`

const ONE_LESS = 'update pay_gift_members set given = given - 1 where gift_id = $1 and member_id = $2'

/** Who paused, stopped or filled the rule meanwhile is seen here, because this waits for them. */
const PLACE = `
  with counted as (
    update pay_gifts set given = given + 1
     where id = $2 and state = 'live' and (total_limit is null or given < total_limit) returning id
  )
  insert into given_gifts (id, gift_id, order_id, member_id, state, lines, paid_fen, given_at)
  select $1, id, $3, $4, 'given', $5, $6, $7 from counted`
