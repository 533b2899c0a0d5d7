import { Injectable, type OnModuleInit } from '@nestjs/common'
import type { SkuQty } from '@jishi/contracts/order/cart.schema'
import type { CloseCause } from '@jishi/contracts/order/order.terms'
import { assert } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { isId } from '@jishi/kernel/id'
import { fen } from '@jishi/kernel/money'
import { zeroPoints } from '@jishi/kernel/points'
import { isoOf, shopTimeText, type Instant } from '@jishi/kernel/time'
import type { Sql, Tx } from '../../infra/database/sql.js'
import {
  EARNS_ALL,
  fullTerm,
  OrderKinds,
  STACKS_NOTHING,
  type Claimed,
  type Effect,
  type KindAsking,
  type KindBack,
  type KindDraft,
  type KindOrder,
  type KindPolicy,
  type KindPrice,
  type OrderKind,
  type PaidTermOf,
  type Term,
} from '../order/index.js'
import type { Receipt } from '../pricing/index.js'
import { releaseOf } from './domain/take-life.js'
import { ReleaseTakes } from './engine/release-takes.js'

export const SECKILL_KIND = 'seckill'

/** A take and what it was promised for. */
interface SeckillFacts {
  readonly takeId: string
  readonly itemId: string
  readonly activityId: string
  readonly activityName: string
  readonly stockId: string
  readonly startsAt: Instant
  readonly skuId: string
  readonly qty: number
  readonly priceFen: number
  readonly holdUntil: Instant
  /** The moment of whoever asks: what is left of the hold counts from it. */
  readonly at: Instant
}

interface TakeOfOrder {
  readonly takeId: string
  readonly itemId: string
  readonly title: string
}

const FACTS = `
  select t.id as "takeId", t.item_id as "itemId", t.activity_id as "activityId", a.name as "activityName", a.stock_id as "stockId",
         a.starts_at as "startsAt", t.sku_id as "skuId", t.qty, t.price_fen as "priceFen", t.hold_until as "holdUntil"
    from seckill_takes t join activities a on a.id = t.activity_id
   where t.id = $1 and t.member_id = $2 and t.state = 'won' and t.hold_until > $3`

const gone = (): DomainError => new DomainError('SECKILL_TAKE_GONE')
const takeOf = ({ snapshot }: KindOrder): TakeOfOrder => snapshot as unknown as TakeOfOrder

/** How an order of a flash sale differs from any other: a take is what is bought with, at its price, until its hold is over. */
@Injectable()
export class SeckillKind implements OrderKind<SeckillFacts>, OnModuleInit {
  readonly code = SECKILL_KIND

  constructor(
    private readonly kinds: OrderKinds,
    private readonly releasing: ReleaseTakes,
  ) {}

  onModuleInit(): void {
    this.kinds.register(this)
  }

  /** Throws SECKILL_TAKE_GONE for a take that is not the member's, is ordered, or is over, and VALIDATION_FAILED for other goods. */
  async facts(sql: Sql, { memberId, ref, lines, at }: KindAsking): Promise<SeckillFacts> {
    if (!isId(ref)) throw gone()
    const take = await sql.maybe<Omit<SeckillFacts, 'at'>>(FACTS, [ref, memberId, isoOf(at)])
    if (take === undefined) throw gone()
    const [line] = lines
    if (lines.length !== 1 || line?.skuId !== take.skuId) {
      throw new DomainError('VALIDATION_FAILED', [{ path: 'lines', message: 'not what was taken' }])
    }
    return { ...take, at }
  }

  /** The take is paid by the end of its hold, whenever it was ordered. */
  policy({ stockId, holdUntil, at, qty }: SeckillFacts): KindPolicy {
    return {
      ...{
        path: 'buyNow',
        maxLines: 1,
        stack: STACKS_NOTHING,
        earns: { ...EARNS_ALL, gifts: false, commission: false },
      },
      ...{ stockPool: 'activity', activityId: stockId, payWithinMs: Math.max(1, holdUntil - at), limit: qty },
      ...{ afterSale: 'normal', mayChangeAddress: true, deliveryCodes: ['express'] },
    }
  }

  price({ skuId }: SkuQty, facts: SeckillFacts): KindPrice | null {
    if (skuId !== facts.skuId) return null
    const session = shopTimeText(facts.startsAt).slice(11)
    return { unitFen: fen(facts.priceFen), points: zeroPoints, label: '秒杀价', reason: `${session} 场` }
  }

  terms(receipt: Receipt, _facts: SeckillFacts, at: { now: Instant; dueAt: Instant }): readonly Term[] {
    return [fullTerm(receipt, at)]
  }

  /** Whoever buys fewer than they took lets go of the rest. Throws SECKILL_TAKE_GONE where another order, its sweep or its member was first. */
  async claim(tx: Tx, { orderId, memberId, placedAt, lines }: KindDraft, facts: SeckillFacts): Promise<Claimed> {
    const { takeId, itemId, activityId, activityName } = facts
    const qty = lines.reduce((sum, line) => sum + line.qty, 0)
    if (qty < facts.qty) await this.releasing.rest(tx, itemId, { memberId, qty: facts.qty - qty })
    const taken = await tx.execute(
      `update seckill_takes set state = 'ordered', qty = $5, order_id = $2, ordered_at = $3
        where id = $1 and member_id = $4 and state = 'won' and hold_until > $3 and qty >= $5`,
      [takeId, orderId, isoOf(placedAt), memberId, qty],
    )
    if (taken === 0) throw gone()
    return { ref: activityId, snapshot: { takeId, itemId, title: activityName } }
  }

  /** Held units become sold ones. */
  async onTermPaid(tx: Tx, order: KindOrder, { paidAt }: PaidTermOf): Promise<readonly Effect[]> {
    const { takeId, itemId } = takeOf(order)
    await tx.rows('select id from activity_skus where id = $1 for no key update', [itemId])
    const { known } = await tx.one<{ known: boolean }>(
      `with sold as (
         update seckill_takes set state = 'sold', paid_at = $3 where id = $2 and order_id = $4 and state = 'ordered' returning qty
       ), counted as (
         update activity_skus set drawn = drawn - (select sum(qty) from sold), sold = sold + (select sum(qty) from sold)
          where id = $1 and exists (select 1 from sold)
       )
       select exists (select 1 from sold) or exists (
         select 1 from seckill_takes where id = $2 and order_id = $4 and state = 'sold') as known`,
      [itemId, takeId, isoOf(paidAt), order.id],
    )
    assert(known, `order ${order.id} was paid, and its take ${takeId} is not its own`)
    return []
  }

  async onClosed(tx: Tx, order: KindOrder, cause: CloseCause): Promise<readonly Effect[]> {
    const { takeId, itemId } = takeOf(order)
    await this.releasing.orderClosed(tx, itemId, takeId, releaseOf(cause))
    return []
  }

  /** What never left is sold again in the session, or to everybody once that is settled; what was sent and comes back is for sale like any other. */
  async onRefunded(tx: Tx, order: KindOrder, { lines }: KindBack): Promise<readonly Effect[]> {
    const { takeId, itemId } = takeOf(order)
    const qty = lines.reduce((sum, { cancelled }) => sum + cancelled, 0)
    if (qty > 0) await this.releasing.paidBack(tx, itemId, takeId, qty)
    return []
  }

  views(_sql: Sql, orders: readonly KindOrder[]): Promise<ReadonlyMap<string, { title: string }>> {
    return Promise.resolve(new Map(orders.map((order) => [order.id, { title: `秒杀 · ${takeOf(order).title}` }])))
  }
}
