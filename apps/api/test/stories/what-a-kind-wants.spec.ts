import { addMinutes, minuteMs, secondMs } from '@jishi/kernel/time'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { OrderFacade, OrderKinds, STACKS_ALL, type Effect } from '../../src/modules/order/index.js'
import { AfterSaleDesk } from '../support/after-sale-desk.js'
import { expectSoundShop, freshKey, orderOf, pay, refusalOf, startPaying, stockOf } from '../support/buying.js'
import { sleeplessPeople, type SleeplessPeople } from '../support/coupon-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { launched, offerOf, only } from '../support/offer-desk.js'
import type { KindStage } from '../support/order-kind-contract.js'
import { passTime } from '../support/payment-facts.js'
import { arrive, moneyOf } from '../support/shop-desk.js'
import type { ShopClient, Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { testKindAdapter } from '../support/test-kind.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

const adapter = testKindAdapter()
const { kind } = adapter
let shop: WholeShop
let people: SleeplessPeople
let operator: ShopClient
let who: Shopper
let stage: KindStage

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  people = sleeplessPeople(shop, '1380055')
  operator = people.operator()
  await adapter.prepare?.(shop)
})
afterAll(() => shop.close())
beforeEach(async () => {
  who = await people.someone()
  stage = await adapter.open(shop, { units: 5, priceFen: 2_000, listFen: 2_800 })
})
afterEach(() => {
  kind.answers = { paid: () => [], closed: [], refunded: [] }
  kind.policyOver = {}
})

const bodyOf = async (qty = 1) => {
  const asked = await stage.claim(who)
  const body = { source: 'buyNow' as const, lines: [{ skuId: stage.skuId, qty }], addressId: who.addressId }
  return { ...body, ...(asked === undefined ? {} : { kind: asked }) }
}
const place = async (qty = 1) => {
  const body = await bodyOf(qty)
  const { quoteId } = await who.api.order.quote({ body })
  return who.api.order.place({ body: { ...body, quoteId }, idempotencyKey: freshKey() })
}
const apply = (orderId: string, ...effects: Effect[]) =>
  shop.database.transaction((tx) => shop.get(OrderFacade).applyEffects(tx, orderId, effects))
const FAILED: Effect = { do: 'close', cause: 'activityFailed', refund: 'all' }
const RELEASED: Effect = { do: 'release', key: 'wait' }
const stepsOf = async (id: string) => (await orderOf(who, id)).timeline.map(({ step }) => step)

describe('the end of an order by its kind', () => {
  it('gives everything of a paid one back, as by the shop’s fault, once', async () => {
    const order = await place(2)
    await pay(shop, who, order.id)
    await apply(order.id, RELEASED, FAILED)
    await apply(order.id, FAILED)
    await arrive(shop)
    await apply(order.id, FAILED)
    expect(await stepsOf(order.id)).toEqual(['place', 'pay', 'close_paid', 'refund_all'])
    expect(await moneyOf(shop, order.id)).toEqual({ came: order.payableFen, back: order.payableFen })
    expect(await stage.left()).toBe(5)
    const past = await shop.database.one(
      `select cause from order_events where order_id = $1 and action = 'close_paid'`,
      [order.id],
    )
    expect(past).toEqual({ cause: 'activityFailed' })
  })

  it('waits while something keeps it from being cancelled, its own hold too', async () => {
    const order = await place()
    await pay(shop, who, order.id)
    await expect(apply(order.id, FAILED)).rejects.toMatchObject({ code: 'ORDER_ACTION_NOT_ALLOWED' })
    expect(await stepsOf(order.id)).toEqual(['place', 'pay'])
  })

  it('of one that was just paid is its end as well, in the same breath', async () => {
    kind.answers.paid = () => [RELEASED, FAILED]
    const order = await place()
    await pay(shop, who, order.id)
    await arrive(shop)
    expect(await orderOf(who, order.id)).toMatchObject({ state: 'refunded' })
    expect(await stage.left()).toBe(5)
  })

  it('closes one that waits for its money at once, or asks the channel where it may be on its way', async () => {
    const idle = await place()
    await apply(idle.id, FAILED)
    expect(await orderOf(who, idle.id)).toMatchObject({ state: 'closed', closedCause: 'activityFailed' })
    const begun = await place()
    await startPaying(who, begun.id)
    await apply(begun.id, FAILED)
    expect(await orderOf(who, begun.id)).toMatchObject({ state: 'closing' })
    await passTime(shop, 30 * secondMs)
    await shop.sweep('order.finish-closing')
    expect(await orderOf(who, begun.id)).toMatchObject({ state: 'closed', closedCause: 'activityFailed' })
    expect(await stage.left()).toBe(5)
  })

  it('comes too late for one that has left', async () => {
    const { id } = await place()
    await pay(shop, who, id)
    await apply(id, RELEASED)
    await new AfterSaleDesk(shop, who, operator).ship(id)
    await apply(id, FAILED)
    expect(await orderOf(who, id)).toMatchObject({ state: 'shipped' })
  })

  it('is refused where an order has ended already, and so is keeping or doubling a deposit', async () => {
    kind.answers = { ...kind.answers, closed: [FAILED], refunded: [FAILED] }
    const { id } = await place()
    await expect(apply(id, FAILED)).rejects.toThrow('has ended')
    expect(await orderOf(who, id)).toMatchObject({ state: 'pending_payment' })
    kind.answers = { ...kind.answers, closed: [], refunded: [] }
    for (const refund of ['allButDeposit', 'doubleDeposit'] as const)
      await expect(apply(id, { ...FAILED, refund })).rejects.toThrow('no deposit')
    await pay(shop, who, id)
    for (const refund of ['allButDeposit', 'doubleDeposit'] as const)
      await expect(apply(id, RELEASED, { ...FAILED, refund })).rejects.toThrow('no deposit')
    await expect(apply(id, { do: 'openTerm', seq: 2 })).rejects.toThrow('no second term')
  })
})

describe('what a kind wants beside', () => {
  it('is told in the same breath, and not at all where the breath fails', async () => {
    const { id } = await place()
    const event = { name: 'order.closed', payload: { orderId: id, memberId: who.memberId, cause: 'risk' } } as const
    const told = () =>
      shop.database.one<{ count: number }>(
        `select count(*) as count from outbox where name = 'order.closed' and payload ->> 'orderId' = $1`,
        [id],
      )
    await expect(apply(id, { do: 'tell', event }, { do: 'openTerm', seq: 2 })).rejects.toThrow()
    expect((await told()).count).toBe(0)
    await apply(id, { do: 'tell', event })
    expect((await told()).count).toBe(1)
  })

  it('holds until a moment, and then no more', async () => {
    const { id } = await place()
    await pay(shop, who, id)
    const until = addMinutes(shop.clock.now(), 1)
    await apply(id, RELEASED, {
      ...{ do: 'hold', hold: { key: 'date', blocks: ['ship'], reason: '未到发货日', until } },
    })
    const mayShip = async () => (await operator.order.adminOrder({ params: { id } })).allowedActions.includes('ship')
    expect(await mayShip()).toBe(false)
    await passTime(shop, 2 * minuteMs)
    expect(await mayShip()).toBe(true)
  })

  it('keeps after-sales away while it holds, another address for good, and is kept by an after-sale from closing', async () => {
    const order = await place()
    await pay(shop, who, order.id)
    const desk = new AfterSaleDesk(shop, who, operator)
    const paid = await orderOf(who, order.id)
    expect(paid.allowedActions).not.toContain('change_address')
    const early = await refusalOf(desk.apply(paid, 1, { kind: 'refund_only', reason: 'not_wanted' }))
    expect(early.body).toMatchObject({ code: 'AFTER_SALE_NOT_POSSIBLE', details: { obstacle: 'HELD' } })
    await apply(order.id, RELEASED)
    expect((await orderOf(who, order.id)).allowedActions).not.toContain('change_address')
    // Less than was paid is asked for, so that somebody has to look at it.
    await desk.apply(paid, 1, { kind: 'refund_only', reason: 'not_wanted', askedFen: paid.payableFen - 1 })
    await expect(apply(order.id, FAILED)).rejects.toMatchObject({ code: 'ORDER_ACTION_NOT_ALLOWED' })
  })

  it('keeps goods that go by themselves while it holds', async () => {
    kind.policyOver = { deliveryCodes: null }
    await shop.database.execute(`update spus set kind = 'virtual' where id = (select spu_id from skus where id = $1)`, [
      stage.skuId,
    ])
    const { id } = await place()
    await pay(shop, who, id)
    await passTime(shop, minuteMs)
    await shop.sweep('order.hand-over-waiting')
    expect(await orderOf(who, id)).toMatchObject({ state: 'paid', delivery: 'virtual' })
    await apply(id, RELEASED)
    await shop.sweep('order.hand-over-waiting')
    expect(await orderOf(who, id)).toMatchObject({ state: 'shipped' })
  })

  it('is what it was when the order was placed, whatever its rules become', async () => {
    const order = await place()
    kind.policyOver = { mayChangeAddress: true, afterSale: 'normal', payWithinMs: minuteMs }
    await pay(shop, who, order.id)
    const seen = await orderOf(who, order.id)
    expect(seen.allowedActions).not.toContain('change_address')
  })
})

describe('what a kind does not let', () => {
  it('more lines than it has, and goods that travel in another way', async () => {
    const body = await bodyOf()
    kind.policyOver = { maxLines: 0 }
    expect((await refusalOf(who.api.order.quote({ body }))).body).toMatchObject({
      ...{ code: 'ORDER_KIND_REFUSED', details: { reason: 'lines', limit: 0 } },
    })
    kind.policyOver = { deliveryCodes: ['virtual'] }
    expect((await refusalOf(who.api.order.quote({ body }))).body).toMatchObject({
      ...{ code: 'ORDER_KIND_REFUSED', details: { reason: 'delivery' } },
    })
  })

  it('another kind of its name, and no name at all', () => {
    const kinds = shop.get(OrderKinds)
    expect(() => kinds.register(kind)).toThrow('registered twice')
    expect(() => kinds.register(Object.assign(Object.create(kind) as typeof kind, { code: 'No' }))).toThrow(
      'not the code',
    )
    expect(() => kinds.of('nobodys')).toThrow('nobody brings it')
  })

  it('units that nobody owns', async () => {
    const body = await bodyOf()
    kind.policyOver = { activityId: null }
    expect((await refusalOf(who.api.order.quote({ body }))).status).toBe(500)
    kind.policyOver = { stockPool: 'sale', activityId: null }
    const { quoteId } = await who.api.order.quote({ body })
    const { id } = await who.api.order.place({ body: { ...body, quoteId }, idempotencyKey: freshKey() })
    expect([await stage.left(), (await stockOf(shop, stage.skuId)).reserved]).toEqual([5, 6])
    await who.api.order.cancel({ params: { id } })
  })

  it('a gift from being given along out of everybody’s stock, where it lets promotions be', async () => {
    const giftSku = (await new MadeGoods(shop).product()).skus[0]?.skuId ?? ''
    const { spuId } = await shop.database.one<{ spuId: string }>(`select spu_id as "spuId" from skus where id = $1`, [
      stage.skuId,
    ])
    const rule = { kind: 'gift' as const, measure: 'pieces' as const, from: 1, gifts: [{ skuId: giftSku, qty: 1 }] }
    await launched(operator, offerOf({ scope: only({ spuIds: [spuId] }), rule }, shop.clock.now()))
    kind.policyOver = { stack: STACKS_ALL }
    const { id, lines } = await place()
    expect(lines.map(({ role }) => role)).toEqual(['main', 'gift'])
    expect([await stage.left(), (await stockOf(shop, giftSku)).reserved]).toEqual([4, 1])
    await who.api.order.cancel({ params: { id } })
    expect([await stage.left(), (await stockOf(shop, giftSku)).reserved]).toEqual([5, 0])
  })
})

it('leaves a shop without a contradiction', async () => {
  await shop.sweep()
  await expectSoundShop(shop)
})
