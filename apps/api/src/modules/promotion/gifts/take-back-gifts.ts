import { Inject, Injectable } from '@nestjs/common'
import type { GiftKind } from '@jishi/contracts/promotion/pay-gifts.terms'
import { isoOf, shopDay, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { json, type Tx } from '../../../infra/database/sql.js'
import type { DomainEvent } from '../../../infra/outbox/event-map.js'
import { On } from '../../../infra/worker/decorators.js'
import { isEarned, leftOf, type CountedLine } from './domain/earned.js'
import { GiftGivers } from './gift-givers.js'
import { backsOf, takeTurn } from './gift-orders.js'

interface GivenRow {
  readonly id: string
  readonly giftId: string
  readonly memberId: string
  readonly kind: GiftKind
  readonly thresholdFen: number
  readonly waived: boolean
  readonly lines: readonly CountedLine[]
}

/**
 * Something of an order went back: what is left is measured again by each rule whose gift it has, and what it no longer earns
 * is taken back. What is in use already stays, and goes when nobody uses it any more.
 */
@Injectable()
export class TakeBackGifts {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly givers: GiftGivers,
  ) {}

  @On('order.gave_back', 'promotion.take-back-gifts')
  async run(tx: Tx, { payload }: DomainEvent<'order.gave_back'>): Promise<void> {
    const { orderId, refundId } = payload
    const back = payload.lines.filter(({ qty, goodsFen }) => qty > 0 || goodsFen > 0)
    if (back.length === 0) return
    await takeTurn(tx, payload, null)
    await tx.execute(KEEP, [refundId, orderId, json(back)])
    const given = await tx.rows<GivenRow>(GIVEN, [orderId])
    if (given.length === 0) return
    const backs = await backsOf(tx, orderId)
    const lost = given.filter((one) => !isEarned(one, leftOf(one.lines, backs)))
    await this.hold(tx, lost)
    const spent = new Set<string>()
    for (const kind of new Set(lost.map((one) => one.kind))) {
      const ids = lost.filter((one) => one.kind === kind).map(({ id }) => id)
      for (const id of await this.givers.of(kind).takeBack(tx, ids)) spent.add(id)
    }
    const now = this.clock.now()
    await tx.execute(END, [lost.map(({ id }) => id), [...spent], isoOf(now), shopDay(now)])
  }

  /** Rule by rule, and the member's count before the rule's, as in giving; the things themselves after them. */
  private async hold(tx: Tx, lost: readonly GivenRow[]): Promise<void> {
    for (const { giftId, memberId } of lost) {
      await tx.execute(HOLD_MEMBER, [giftId, memberId])
      await tx.execute(HOLD_RULE, [giftId])
    }
  }
}

const KEEP = `
  insert into gift_lines_back (refund_id, line_id, order_id, qty, fen)
  select $1, l."lineId", $2, l.qty, l."goodsFen" from jsonb_to_recordset($3::jsonb) as l ("lineId" uuid, qty int, "goodsFen" bigint)
  on conflict do nothing`

const GIVEN = `
  select d.id, d.gift_id as "giftId", d.member_id as "memberId", g.kind, g.threshold_fen as "thresholdFen", g.waived, d.lines
    from given_gifts d join pay_gifts g on g.id = d.gift_id
   where d.order_id = $1 and d.state = 'given' order by d.gift_id`

const HOLD_MEMBER = 'select 1 from pay_gift_members where gift_id = $1 and member_id = $2 for no key update'
const HOLD_RULE = 'select 1 from pay_gifts where id = $1 for no key update'

/** A rule gives one order one gift, so each that is taken back unused is one place that is free again. */
const END = `
  with ended as (
    update given_gifts set state = case when id = any($2::uuid[]) then 'spent' else 'taken_back' end, ended_at = $3
     where id = any($1::uuid[]) returning gift_id, member_id, state
  ), free_of_rule as (
    update pay_gifts set given = given - 1 where id in (select gift_id from ended where state = 'taken_back')
  ), free_of_member as (
    update pay_gift_members m set given = m.given - 1
      from ended e where e.state = 'taken_back' and m.gift_id = e.gift_id and m.member_id = e.member_id
  )
  insert into pay_gift_sums (gift_id, day, part, taken_back, spent)
  select gift_id, $4::date, 0, (state = 'taken_back')::int, (state = 'spent')::int from ended
  on conflict (gift_id, day, part) do update set taken_back = pay_gift_sums.taken_back + excluded.taken_back,
    spent = pay_gift_sums.spent + excluded.spent`
