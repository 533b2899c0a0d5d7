import { Inject, Injectable } from '@nestjs/common'
import { assert, unreachable } from '@jishi/kernel/assert'
import { newId } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Outbox } from '../../../infra/outbox/outbox.js'
import type { LockedOrder } from '../locked-order.js'
import { policyOf } from './kind-of-order.js'
import type { Effect, Hold } from './order-kind.js'

/** Before the keys of all holds that kinds put on orders, so that no other hold is taken for one. */
const KIND_HOLD = 'kind:'

/** For goods that go by themselves: what is held does not, as little as a parcel. `$at` is the number of the time's parameter. */
export const heldByKind = (at: number): string => `
  exists (select 1 from order_holds kh where kh.order_id = o.id and starts_with(kh.key, '${KIND_HOLD}') and kh.released_at is null
             and (kh.until_at is null or kh.until_at > $${at}) and 'ship' = any(kh.blocks))`

export type PlainEffect = Exclude<Effect, { readonly do: 'close' }>

/** What a kind may want of an order at any time of its life; ending it is another matter. */
@Injectable()
export class PlainEffects {
  constructor(
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** In their order, with the order's row held. */
  async run(tx: Tx, order: LockedOrder, effects: readonly PlainEffect[]): Promise<void> {
    for (const effect of effects) await this.one(tx, order, effect)
  }

  private async one(tx: Tx, order: LockedOrder, effect: PlainEffect): Promise<void> {
    switch (effect.do) {
      case 'hold':
        return this.hold(tx, order, effect.hold)
      case 'release':
        return this.release(tx, order, effect.key)
      case 'tell':
        await this.outbox.publish(tx, effect.event.name, effect.event.payload)
        return
      case 'openTerm':
        return assert(false, `order ${order.id} has no second term: nobody can be paid in parts yet`)
      default:
        return unreachable(effect)
    }
  }

  private async hold(tx: Tx, order: LockedOrder, { key, blocks, reason, until }: Hold): Promise<void> {
    const { afterSale } = policyOf(order.kind)
    const blocked = new Set([...blocks, ...(afterSale === 'notWhileHeld' ? (['afterSale'] as const) : [])])
    await tx.execute(
      `insert into order_holds (id, order_id, member_id, key, blocks, reason, until_at, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (order_id, key) where released_at is null do nothing`,
      [
        ...[newId<'hold'>(this.clock), order.id, order.memberId, `${KIND_HOLD}${key}`, [...blocked], reason],
        ...[until === undefined ? null : isoOf(until), isoOf(this.clock.now())],
      ],
    )
  }

  private async release(tx: Tx, order: LockedOrder, key: string): Promise<void> {
    await tx.execute(
      `update order_holds set released_at = $3 where order_id = $1 and key = $2 and released_at is null`,
      [order.id, `${KIND_HOLD}${key}`, isoOf(this.clock.now())],
    )
  }
}
