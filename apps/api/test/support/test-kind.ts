import type { SkuQty } from '@jishi/contracts/order/cart.schema'
import { DomainError } from '@jishi/kernel/errors'
import { newId } from '@jishi/kernel/id'
import { fen } from '@jishi/kernel/money'
import { zeroPoints } from '@jishi/kernel/points'
import { addMinutes, isoOf, minuteMs, type Instant } from '@jishi/kernel/time'
import type { Sql, Tx } from '../../src/infra/database/sql.js'
import { InventoryFacade } from '../../src/modules/inventory/index.js'
import {
  EARNS_NOTHING,
  fullTerm,
  OrderFacade,
  OrderKinds,
  STACKS_NOTHING,
  type Claimed,
  type Effect,
  type KindAsking,
  type KindBack,
  type KindDraft,
  type KindOrder,
  type KindPolicy,
  type OrderKind,
  type PaidTermOf,
} from '../../src/modules/order/index.js'
import { freshKey } from './buying.js'
import type { KindAdapter, KindStage } from './order-kind-contract.js'
import { MadeGoods } from './made-goods.js'
import type { WholeShop } from './whole-shop.js'

/** The kind's own tables: what runs until when at which price, and who has a seat in it by which order. */
const TABLES = `
  create table if not exists test_kind_activities (id uuid primary key, price_fen bigint not null, until_at timestamptz not null);
  create table if not exists test_kind_seats (
    activity_id uuid not null, member_id uuid not null, order_id uuid not null unique,
    state text not null check (state in ('taken', 'sold', 'free')), pieces int not null);
  create unique index if not exists test_kind_seats_once on test_kind_seats (activity_id, member_id) where state <> 'free'`

interface Activity {
  readonly id: string
  readonly priceFen: number
  readonly untilAt: Instant
}

interface Answers {
  paid: (order: KindOrder) => readonly Effect[]
  closed: readonly Effect[]
  refunded: readonly Effect[]
}

/**
 * A kind that exists for tests alone and goes every way the port has: units of its own, its own price and time to pay, one seat a
 * member, a hold on what is paid until somebody says that it may go on, events, and an end of paid orders.
 */
export class TestKind implements OrderKind<Activity> {
  readonly code = 'test-kind'
  /** Beside the hold: what the hooks want done in the test that sets it. */
  answers: Answers = { paid: () => [], closed: [], refunded: [] }
  policyOver: Partial<KindPolicy> = {}

  async facts(sql: Sql, { ref, at }: KindAsking): Promise<Activity> {
    const activity = await sql.maybe<Activity>(
      `select id, price_fen as "priceFen", until_at as "untilAt" from test_kind_activities where id = $1`,
      [ref],
    )
    if (activity === undefined) throw new DomainError('NOT_FOUND')
    if (activity.untilAt <= at) throw new DomainError('OFFER_OVER')
    return activity
  }

  policy({ id }: Activity): KindPolicy {
    return {
      ...{ path: 'buyNow', maxLines: 1, stack: STACKS_NOTHING, earns: EARNS_NOTHING, stockPool: 'activity' },
      ...{ activityId: id, payWithinMs: 5 * minuteMs, limit: 3, afterSale: 'notWhileHeld', mayChangeAddress: false },
      ...{ deliveryCodes: ['express'], ...this.policyOver },
    }
  }

  price(_line: SkuQty, { priceFen }: Activity) {
    return { unitFen: fen(priceFen), points: zeroPoints, label: '试验价', reason: '十点场' }
  }

  terms(...[receipt, , at]: Parameters<OrderKind<Activity>['terms']>) {
    return [fullTerm(receipt, at)]
  }

  async claim(tx: Tx, { orderId, memberId, lines }: KindDraft, { id }: Activity): Promise<Claimed> {
    const pieces = lines.reduce((sum, { qty, role }) => sum + (role === 'main' ? qty : 0), 0)
    const seated = await tx.execute(
      `insert into test_kind_seats (activity_id, member_id, order_id, state, pieces) values ($1, $2, $3, 'taken', $4)
       on conflict (activity_id, member_id) where state <> 'free' do nothing`,
      [id, memberId, orderId, pieces],
    )
    if (seated === 0) throw new DomainError('OFFER_USED_UP')
    return { ref: id, snapshot: { pieces } }
  }

  async onTermPaid(tx: Tx, order: KindOrder, _term: PaidTermOf): Promise<readonly Effect[]> {
    await this.seat(tx, order, 'taken', 'sold')
    const hold = { key: 'wait', blocks: ['ship', 'cancel'] as const, reason: '等待开奖' }
    return [{ do: 'hold', hold }, { do: 'hold', hold }, ...this.answers.paid(order)]
  }

  async onClosed(tx: Tx, order: KindOrder): Promise<readonly Effect[]> {
    await this.seat(tx, order, 'taken', 'free')
    return this.answers.closed
  }

  async onRefunded(tx: Tx, order: KindOrder, { nothingLeft }: KindBack): Promise<readonly Effect[]> {
    if (nothingLeft) await this.seat(tx, order, 'sold', 'free')
    return this.answers.refunded
  }

  views(_sql: Sql, orders: readonly KindOrder[]) {
    return Promise.resolve(
      new Map(orders.map(({ id, snapshot }) => [id, { title: `试验 ${String(snapshot['pieces'])} 件` }])),
    )
  }

  private async seat(tx: Tx, { id }: KindOrder, from: string, to: string): Promise<void> {
    const moved = await tx.execute('update test_kind_seats set state = $3 where order_id = $1 and state = $2', [
      id,
      from,
      to,
    ])
    if (moved !== 1) throw new Error(`the seat of order ${id} is not ${from}`)
  }
}

export interface TestKindAdapter extends KindAdapter {
  readonly kind: TestKind
}

/** The kind in a shop of its own, beside what the contract needs to drive it. */
export const testKindAdapter = (): TestKindAdapter => {
  const kind = new TestKind()
  return {
    ...{ kind, name: 'a kind for tests', code: kind.code, limit: 3, ends: true, title: '试验 1 件' },
    ...{ stack: STACKS_NOTHING, earns: EARNS_NOTHING },
    prepare: async (shop) => {
      shop.get(OrderKinds).register(kind)
      await shop.database.execute(TABLES)
    },
    open: (shop, { units, priceFen, listFen }) => opened(shop, units, priceFen, listFen),
    held: {
      release: (shop, orderId) =>
        shop.database.transaction((tx) =>
          shop.get(OrderFacade).applyEffects(tx, orderId, [{ do: 'release', key: 'wait' }]),
        ),
    },
  }
}

async function opened(shop: WholeShop, units: number, priceFen: number, listFen: number): Promise<KindStage> {
  const { skus } = await new MadeGoods(shop).product({ stock: units + 10, pricesFen: [listFen] })
  const [skuId, id] = [skus[0]?.skuId ?? '', newId(shop.clock)]
  const inventory = shop.get(InventoryFacade)
  await shop.database.transaction(async (tx) => {
    await inventory.arm(tx, { activityId: id, reference: freshKey(), lines: [{ skuId, qty: units }] })
    await tx.execute('insert into test_kind_activities (id, price_fen, until_at) values ($1, $2, $3)', [
      ...[id, priceFen, isoOf(addMinutes(shop.clock.now(), 60))],
    ])
  })
  return {
    ...{ skuId, activityId: id },
    claim: () => Promise.resolve({ code: 'test-kind', ref: id }),
    left: async () => (await inventory.leftOfActivity(shop.database, id, [skuId])).get(skuId) ?? 0,
    vector: () =>
      shop.database.rows(
        `select state, count(*) as seats from test_kind_seats where activity_id = $1 and state <> 'free' group by state order by state`,
        [id],
      ),
    end: () =>
      shop.database.transaction(async (tx) => {
        await tx.execute('update test_kind_activities set until_at = $2 where id = $1', [id, isoOf(shop.clock.now())])
        await inventory.disarm(tx, id)
      }),
  }
}
