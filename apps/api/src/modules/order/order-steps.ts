import { Inject, Injectable } from '@nestjs/common'
import type { CloseCause, OrderStep } from '@jishi/contracts/order/order.terms'
import { assert } from '@jishi/kernel/assert'
import type { LifeActor } from '@jishi/kernel/life'
import type { Clock, Instant } from '@jishi/kernel/time'
import { isoOf } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { inSteps, type Tx } from '../../infra/database/sql.js'
import { orderLife, type LivingState, type OrderLifeAction } from './domain/order-life.js'
import type { LockedOrder } from './locked-order.js'
import { OrderSeals } from './order-seals.js'

/** Who took a step: the channel is the system acting on the channel's word. */
export interface StepActor {
  readonly kind: 'member' | 'operator' | 'system' | 'channel'
  readonly id?: string
}

export const SYSTEM: StepActor = { kind: 'system' }

export interface StepDetails {
  readonly cause?: CloseCause
  /** In the words of whoever took it; kept sealed. */
  readonly note?: string
  readonly paidAt?: Instant
  readonly autoConfirmAt?: Instant
  /** When it happened, for a step that is one of several writes of one moment; now if absent. */
  readonly at?: Instant
}

/**
 * Compare-and-set and its history row in one statement: neither can exist without the other. A step that keeps the state
 * writes no time of entering it.
 */
const TAKE = inSteps(
  `moved as (
    update orders set state = $3, version = version + 1,
      unpaid_slot = case when $3 in ('pending_payment', 'closing') then unpaid_slot end,
      paid_at = case when $3 = 'paid' and $2 <> $3 then $4::timestamptz else paid_at end,
      shipped_at = case when $3 = 'shipped' and $2 <> $3 then $5::timestamptz else shipped_at end,
      auto_confirm_at = coalesce($6::timestamptz, auto_confirm_at),
      completed_at = case when $3 = 'completed' and $2 <> $3 then $5::timestamptz else completed_at end,
      closing_at = case when $3 = 'closing' then $5::timestamptz else closing_at end,
      closed_at = case when $3 = 'closed' then $5::timestamptz else closed_at end,
      closed_cause = case when $3 in ('closing', 'closed') then coalesce(closed_cause, $7) else null end,
      reminded_at = case when $8 = 'remind' then $5::timestamptz else reminded_at end,
      extended_at = case when $8 = 'extend_receipt' then $5::timestamptz else extended_at end
     where id = $1 and state = $2
     returning id, version, member_id, closed_cause
  )`,
  `insert into order_events
    (order_id, seq, member_id, action, from_state, to_state, actor_kind, actor_id, cause, note_enc, happened_at)
  select id, version, member_id, $8, $2, $3, $9, $10, coalesce(closed_cause, $7), $11, $5 from moved`,
)

const lifeActorOf = (actor: StepActor): LifeActor => (actor.kind === 'channel' ? 'system' : actor.kind)

/** The only place that changes the state of an order. */
@Injectable()
export class OrderSteps {
  constructor(
    private readonly seals: OrderSeals,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Why the step is not possible, as the refusal ORDER_ACTION_NOT_ALLOWED; nothing is written. */
  check(order: LockedOrder, step: OrderLifeAction, actor: StepActor): void {
    orderLife.next(order.state, step, order.facts, lifeActorOf(actor))
  }

  /** Takes one step of a locked order. Throws ORDER_ACTION_NOT_ALLOWED where the life forbids it. */
  async take(
    tx: Tx,
    order: LockedOrder,
    step: OrderLifeAction & OrderStep,
    actor: StepActor,
    details: StepDetails = {},
  ): Promise<LivingState> {
    const to = orderLife.next(order.state, step, order.facts, lifeActorOf(actor))
    const now = details.at ?? this.clock.now()
    const taken = await tx.execute(TAKE, [
      order.id,
      order.state,
      to,
      isoOf(details.paidAt ?? now),
      isoOf(now),
      details.autoConfirmAt === undefined ? null : isoOf(details.autoConfirmAt),
      details.cause ?? null,
      step,
      actor.kind,
      actor.id ?? null,
      this.seals.sealEventNote(details.note),
    ])
    assert(taken === 1, `order ${order.id} left ${order.state} while its row was held`)
    return to
  }
}
