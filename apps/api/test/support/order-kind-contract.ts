import type { KindAsked } from '@jishi/contracts/order/order-kind.schema'
import type { AdminOrderView, OrderView, PlaceOrderBody, QuoteView } from '@jishi/contracts/order/order.schema'
import { NORMAL_KIND } from '@jishi/contracts/order/order-kind.terms'
import { newId } from '@jishi/kernel/id'
import { instantOf, minuteMs } from '@jishi/kernel/time'
import { failAt, parallel, raceAfter } from '@jishi/testing/race'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { OrderKinds, type KindEarns, type KindStack } from '../../src/modules/order/index.js'
import { orderAtOf } from '../../src/modules/insight/index.js'
import { Outbox } from '../../src/infra/outbox/outbox.js'
import { expectSoundShop, freshKey, orderOf, pay, refusalOf, startPaying, stockOf } from './buying.js'
import { AfterSaleDesk, trackingNo } from './after-sale-desk.js'
import {
  claim as claimCoupon,
  launched as launchedCoupon,
  sleeplessPeople,
  type SleeplessPeople,
} from './coupon-desk.js'
import { giftCoupon, giftOf, giftsOf, launchedGift } from './gift-desk.js'
import { launched, lessFrom, offerOf, only } from './offer-desk.js'
import { passTime } from './payment-facts.js'
import { arrive, cancelPieces, moneyOf } from './shop-desk.js'
import type { Refused, ShopClient, Shopper } from './shopper.js'
import { SLOW_MACHINE } from './slow-machine.js'
import { openCashier, startWith } from './wallets.js'
import { startWholeShop, type WholeShop } from './whole-shop.js'

/** Goods of which so many units can be bought by the kind, and how somebody comes to be allowed to. */
export interface KindStage {
  readonly skuId: string
  readonly activityId: string | null
  /** What this person hands over to be allowed one order, a fresh one each time; undefined for the plain kind. May be refused. */
  claim(who: Shopper): Promise<KindAsked | undefined>
  /** Units that can still be bought. */
  left(): Promise<number>
  /** Everything else that the kind counts: an order that is closed leaves it as it was before it was placed. */
  vector(): Promise<unknown>
  /** The activity is over: whoever has an order keeps it. */
  end(): Promise<void>
}

export interface StageWish {
  readonly units: number
  /** What a piece costs by the kind, where it has a price of its own, and what everybody pays. */
  readonly priceFen: number
  readonly listFen: number
}

/** How a kind is driven; everything it must do follows from what it says of itself here. */
export interface KindAdapter {
  readonly name: string
  readonly code: string
  readonly stack: KindStack
  readonly earns: KindEarns
  /** The most pieces of one order; null: no limit of its own. At least 2, so that a part can go back. */
  readonly limit: number | null
  /** Its activities end, and nothing can be bought in one that is over. */
  readonly ends: boolean
  /** What `kindView.title` says of an order of one piece; null: nothing. */
  readonly title: string | null
  prepare?(shop: WholeShop): Promise<void>
  open(shop: WholeShop, wish: StageWish): Promise<KindStage>
  /** Where what is paid waits for something: makes it come true, however often it is called. */
  readonly held?: { release(shop: WholeShop, orderId: string): Promise<void> }
}

/** Two pieces of either stay below what is sent for nothing. */
const [PRICE_FEN, LIST_FEN, FREIGHT_FEN] = [2_000, 2_800, 800]
const RIVALS = 50

/**
 * What every kind of order must do, whatever it is: run it with an adapter of the kind. It starts a shop of its own, and leaves it
 * without a contradiction.
 */
export function orderKindContract(adapter: KindAdapter): void {
  describe(`an order of ${adapter.name}`, () => {
    vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })
    let shop: WholeShop
    let people: SleeplessPeople
    let operator: ShopClient
    const bench = (): Bench => new Bench(shop, adapter, operator)

    beforeAll(async () => {
      shop = await startWholeShop({ env: SLOW_MACHINE })
      people = sleeplessPeople(shop, '1380044')
      operator = people.operator()
      await adapter.prepare?.(shop)
    })
    afterAll(() => shop.close())

    it.each(['member', 'shop', 'time'] as const)(
      'that is placed and closed by %s leaves nothing behind',
      async (by) => {
        const [stage, who] = [await bench().open(4), await people.someone()]
        const before = await bench().vector(stage)
        const order = await bench().place(who, stage, 2)
        expect(await stage.left()).toBe(2)
        await bench().close(who, order, by)
        expect(await orderOf(who, order.id)).toMatchObject({ state: 'closed' })
        expect(await bench().vector(stage)).toEqual(before)
        await bench().place(who, stage, 1)
      },
    )

    it('that is paid twice is paid once, and the other money goes back', async () => {
      const [stage, who] = [await bench().open(4), await people.someone()]
      const { id } = await bench().place(who, stage, 1)
      const first = await startPaying(who, id)
      const second = await startWith(who, id, 'alipay_wap')
      await openCashier(shop, second)
      await shop.simulator.pay(second.attemptNo)
      await arrive(shop)
      const sold = await bench().vector(stage)
      await shop.simulator.payLate(first.attemptNo)
      for (const { id: notice } of await shop.simulator.notices()) await shop.simulator.resend(notice, 3)
      await arrive(shop)
      await arrive(shop)
      expect((await orderOf(who, id)).timeline.map(({ step }) => step)).toEqual(['place', 'pay'])
      expect(await bench().vector(stage)).toEqual(sold)
      expect(await moneyOf(shop, id)).toEqual({ came: 2 * bench().payableFen, back: bench().payableFen })
    })

    it('that was closed before its money came stays closed, and the money goes back', async () => {
      const [stage, who] = [await bench().open(4), await people.someone()]
      const before = await bench().vector(stage)
      const { id } = await bench().place(who, stage, 1)
      const { attemptNo } = await startPaying(who, id)
      await who.api.order.cancel({ params: { id } })
      await shop.simulator.payLate(attemptNo)
      await arrive(shop)
      await arrive(shop)
      expect(await orderOf(who, id)).toMatchObject({ state: 'closed' })
      expect(await bench().vector(stage)).toEqual(before)
      expect(await moneyOf(shop, id)).toEqual({ came: bench().payableFen, back: bench().payableFen })
    })

    it('that was placed in time is paid after the end of its activity, and of another nothing more can be bought', async () => {
      const [stage, who, late] = [await bench().open(4), await people.someone(), await people.someone()]
      const { id } = await bench().place(who, stage, 2)
      const allowed = adapter.ends ? await stage.claim(late) : undefined
      await stage.end()
      await pay(shop, who, id)
      expect(await orderOf(who, id)).toMatchObject({ state: 'paid', paidAt: expect.any(String) as string })
      if (adapter.ends) await refusalOf(bench().quote(late, stage, 1, allowed))
      await bench().release(id)
      await cancelPieces(operator, id)
      await arrive(shop)
      expect(await orderOf(who, id)).toMatchObject({ state: 'refunded' })
      expect(await stockOf(shop, stage.skuId)).toMatchObject({ reserved: 0 })
    })

    it('gives back a part and then the rest, and what never left can be bought again', async () => {
      const [stage, who] = [await bench().open(4), await people.someone()]
      const before = await bench().stock(stage)
      const { id } = await bench().place(who, stage, 2)
      await pay(shop, who, id)
      await bench().release(id)
      const lines = [{ lineId: (await orderOf(who, id)).lines[0]?.id ?? '', qty: 1 }]
      await cancelPieces(operator, id, { lines })
      await arrive(shop)
      expect(await orderOf(who, id)).toMatchObject({ state: 'paid' })
      expect(await stage.left()).toBe(3)
      await cancelPieces(operator, id)
      await arrive(shop)
      expect(await orderOf(who, id)).toMatchObject({ state: 'refunded' })
      expect(await bench().stock(stage)).toEqual(before)
      const { came, back } = await moneyOf(shop, id)
      expect([back, came]).toEqual([came, 2 * bench().goodsFen + FREIGHT_FEN])
      await bench().place(await people.someone(), stage, 2)
      await bench().place(await people.someone(), stage, 2)
    })

    it.each(['after its claim', 'after all of it was written'])(
      'is placed once by the next try when the process dies %s',
      async (when) => {
        const [stage, who] = [await bench().open(4), await people.someone()]
        const before = await bench().vector(stage)
        const body = await bench().body(who, stage, 1)
        const key = freshKey()
        const kind = shop.get(OrderKinds).of(adapter.code)
        const dies = new Error('the process was killed here')
        if (when === 'after its claim') {
          const own = Object.prototype.hasOwnProperty.call(kind, 'claim') ? kind.claim : undefined
          raceAfter(kind, 'claim', () => Promise.reject(dies))
          await expect(who.api.order.place({ body, idempotencyKey: key })).rejects.toThrow()
          if (own === undefined) Reflect.deleteProperty(kind, 'claim')
          else kind.claim = own
        } else {
          const [outbox, publish] = [shop.get(Outbox), shop.get(Outbox).publish]
          failAt(outbox, 'publish' as never, dies)
          await expect(who.api.order.place({ body, idempotencyKey: key })).rejects.toThrow()
          outbox.publish = publish
        }
        expect(await bench().vector(stage)).toEqual(before)
        const order = await who.api.order.place({ body, idempotencyKey: key })
        expect(await who.api.order.place({ body, idempotencyKey: key })).toMatchObject({ id: order.id })
        expect(await stage.left()).toBe(3)
      },
    )

    it(`sells its last unit once, of ${RIVALS} who want it at the same time`, async () => {
      const stage = await bench().open(1)
      const rivals: Shopper[] = []
      while (rivals.length < RIVALS) rivals.push(await people.someone())
      const asking = await parallel(RIVALS, async (n) => {
        const who = rivals[n] as Shopper
        return { who, body: await bench().body(who, stage, 1) }
      })
      const { fulfilled, rejected } = await parallel(asking.fulfilled.length, (n) => {
        const { who, body } = asking.fulfilled[n] as { who: Shopper; body: PlaceOrderBody }
        return who.api.order.place({ body, idempotencyKey: freshKey() })
      })
      expect(fulfilled).toHaveLength(1)
      for (const refusal of [...asking.rejected, ...rejected]) expect((refusal as Refused).status).toBe(409)
      expect(await stage.left()).toBe(0)
    })

    it('is held once while it waits for something, leaves once it does not, and cannot be held by nobody', async () => {
      const [stage, who] = [await bench().open(4), await people.someone()]
      const { id } = await bench().place(who, stage, 1)
      await pay(shop, who, id)
      expect(await bench().holds(id)).toEqual({ open: adapter.held === undefined ? 0 : 1, over: 0 })
      const ship = { params: { id }, body: { carrierCode: 'ZTO', trackingNo: trackingNo() } }
      if (adapter.held !== undefined) {
        expect((await bench().atDesk(id)).allowedActions).not.toContain('ship')
        expect((await refusalOf(operator.order.ship({ ...ship, idempotencyKey: freshKey() }))).body.code).toBe(
          'ORDER_ACTION_NOT_ALLOWED',
        )
        await bench().release(id)
        await bench().release(id)
        expect(await bench().holds(id)).toEqual({ open: 0, over: 1 })
      }
      expect((await bench().atDesk(id)).allowedActions).toContain('ship')
      await operator.order.ship({ ...ship, idempotencyKey: freshKey() })
      await shop.settle()
      expect(await orderOf(who, id)).toMatchObject({ state: 'shipped' })
      await new AfterSaleDesk(shop, who, operator).receive(id)
    })

    it('takes beside its price what its policy lets, and says of the rest why not', async () => {
      const [stage, who] = [await bench().open(4), await people.someone()]
      const { spuId } = await shop.database.one<{ spuId: string }>(`select spu_id as "spuId" from skus where id = $1`, [
        stage.skuId,
      ])
      const scope = only({ spuIds: [spuId] })
      const offerId = await launched(operator, offerOf({ scope, rule: lessFrom(1_000, 300) }, shop.clock.now()))
      const template = { scope, thresholdFen: 0 }
      const goods = await launchedCoupon(shop, operator, { ...template, amountFen: 200 })
      const freight = await launchedCoupon(shop, operator, { ...template, kind: 'shipping', amountFen: 100 })
      const couponIds = [(await claimCoupon(who, goods.id)).id, (await claimCoupon(who, freight.id)).id]
      await shop.database.execute(
        `insert into sku_prices (id, sku_id, list, price_fen) values ($1, $2, 'new_member', ${PRICE_FEN - 700})`,
        [newId(shop.clock), stage.skuId],
      )
      const quote = await bench().quote(who, stage, 1, await stage.claim(who), couponIds)
      const told = [
        { flag: 'memberPrice', code: 'unit.new_member.1', gain: 700 },
        { flag: 'fullReduction', code: `offer.${offerId}`, gain: 300 },
        { flag: 'coupon', code: `coupon.${couponIds[0] ?? ''}`, gain: 200 },
        { flag: 'shippingCoupon', code: `coupon.${couponIds[1] ?? ''}`, gain: 100 },
      ] as const
      let payableFen = bench().payableFen
      for (const { flag, code, gain } of told) {
        const rule = quote.rules.find((one) => one.code === code)
        if (adapter.stack[flag]) expect(rule).toMatchObject({ applied: true })
        else expect(rule).toMatchObject({ applied: false, amountFen: 0, refusal: { code: 'activity_alone' } })
        // A price for members is lower than that of the kind by so much, and than that of a plain order by more.
        if (adapter.stack[flag]) payableFen -= flag === 'memberPrice' ? bench().goodsFen - (PRICE_FEN - gain) : gain
      }
      expect(quote.totals.payableFen).toBe(payableFen)
      const order = await bench().place(who, stage, 1, couponIds)
      expect(order).toMatchObject({ payableFen, rules: expect.any(Array) as unknown })
      const { locked } = await shop.database.one<{ locked: number }>(
        `select count(*) as locked from coupons where member_id = $1 and state = 'locked'`,
        [who.memberId],
      )
      expect(locked).toBe([adapter.stack.coupon, adapter.stack.shippingCoupon].filter((may) => may).length)
    })

    it('earns gifts after payment as its policy says', async () => {
      const [stage, who] = [await bench().open(4), await people.someone()]
      const { spuId } = await shop.database.one<{ spuId: string }>(`select spu_id as "spuId" from skus where id = $1`, [
        stage.skuId,
      ])
      const gift = giftOf(shop, await giftCoupon(shop, operator), { scope: only({ spuIds: [spuId] }) })
      await launchedGift(operator, gift)
      const { id } = await bench().place(who, stage, 1)
      await pay(shop, who, id)
      expect((await giftsOf(who, id)).items).toHaveLength(adapter.earns.gifts ? 1 : 0)
      const { earns } = await shop.database.one<{ earns: unknown }>(
        `select payload -> 'earns' as earns from outbox where name = 'order.paid' and payload ->> 'orderId' = $1`,
        [id],
      )
      expect(earns).toEqual(adapter.earns)
    })

    it('is asked for by name, bought by itself and as its limits let', async () => {
      const [stage, who] = [await bench().open(9), await people.someone()]
      const kind = await stage.claim(who)
      const lines = [{ skuId: stage.skuId, qty: 1 }]
      const cart = { source: 'cart', cartVersion: 0, kind: { code: adapter.code, ref: 'x' } } as never
      expect((await refusalOf(who.api.order.quote({ body: cart }))).body.code).toBe('VALIDATION_FAILED')
      const unknown = { source: 'buyNow' as const, lines, kind: { code: 'nobodys', ref: 'x' } }
      expect((await refusalOf(who.api.order.quote({ body: unknown }))).body.code).toBe('ORDER_KIND_UNKNOWN')
      if (adapter.limit === null) return
      const { limit } = adapter
      const refusal = await refusalOf(bench().quote(who, stage, limit + 1, kind))
      expect(refusal.body).toMatchObject({ code: 'QTY_LIMIT', details: { limit } })
    })

    it('is shown as what it is, to its buyer and to the shop, and found by it', async () => {
      const [stage, who] = [await bench().open(4), await people.someone()]
      const { id } = await bench().place(who, stage, 1)
      const kindView = { code: adapter.code, ref: stage.activityId, title: adapter.title }
      expect(await orderOf(who, id)).toMatchObject({ kindView })
      expect((await who.api.order.orders({ query: {} })).items).toMatchObject([{ id, kindView }])
      expect(await bench().atDesk(id)).toMatchObject({ kindView })
      const found = (kind: string) => operator.order.adminOrders({ query: { kind, member: who.memberId } })
      expect((await found(adapter.code)).items).toMatchObject([{ id, kindView }])
      expect((await found('another')).items).toEqual([])
      const past = await shop.database.read((sql) => orderAtOf(sql, { id }, { at: shop.clock.now() }))
      expect(past).toMatchObject({ kind: adapter.code, kindRef: stage.activityId })
      await who.api.order.cancel({ params: { id } })
    })

    it('leaves a shop without a contradiction', async () => {
      await shop.sweep()
      await expectSoundShop(shop)
    })
  })
}

/** What a test of the contract does with orders of the kind. */
class Bench {
  constructor(
    private readonly shop: WholeShop,
    private readonly adapter: KindAdapter,
    private readonly operator: ShopClient,
  ) {}

  /** Of one piece. */
  get goodsFen(): number {
    return this.adapter.code === NORMAL_KIND ? LIST_FEN : PRICE_FEN
  }
  get payableFen(): number {
    return this.goodsFen + FREIGHT_FEN
  }

  open(units: number): Promise<KindStage> {
    return this.adapter.open(this.shop, { units, priceFen: PRICE_FEN, listFen: LIST_FEN })
  }

  /** Everything an order must leave as it found it. */
  async vector(stage: KindStage): Promise<unknown> {
    return { ...(await this.stock(stage)), own: await stage.vector() }
  }

  async stock(stage: KindStage): Promise<object> {
    return { ...(await stockOf(this.shop, stage.skuId)), left: await stage.left() }
  }

  quote(who: Shopper, { skuId }: KindStage, qty: number, kind?: KindAsked, couponIds?: string[]): Promise<QuoteView> {
    return who.api.order.quote({ body: asked(who, skuId, qty, kind, couponIds) })
  }

  async body(who: Shopper, stage: KindStage, qty: number, couponIds?: string[]): Promise<PlaceOrderBody> {
    const kind = await stage.claim(who)
    const { quoteId, noReasonExcluded } = await this.quote(who, stage, qty, kind, couponIds)
    return { ...asked(who, stage.skuId, qty, kind, couponIds), quoteId, noReasonConfirmed: noReasonExcluded }
  }

  async place(who: Shopper, stage: KindStage, qty: number, couponIds?: string[]): Promise<OrderView> {
    const body = await this.body(who, stage, qty, couponIds)
    return who.api.order.place({ body, idempotencyKey: freshKey() })
  }

  async close(who: Shopper, { id, payDueAt }: OrderView, by: 'member' | 'shop' | 'time'): Promise<void> {
    if (by === 'member') await who.api.order.cancel({ params: { id } })
    if (by === 'shop')
      await this.operator.order.close({ params: { id }, body: { cause: 'merchant' }, idempotencyKey: freshKey() })
    if (by !== 'time') return
    await passTime(this.shop, instantOf(payDueAt ?? '') - this.shop.clock.now() + minuteMs)
    await this.shop.sweep('order.close-due')
    await this.shop.settle()
  }

  atDesk(id: string): Promise<AdminOrderView> {
    return this.operator.order.adminOrder({ params: { id } })
  }

  async release(orderId: string): Promise<void> {
    await this.adapter.held?.release(this.shop, orderId)
  }

  holds(orderId: string): Promise<{ open: number; over: number }> {
    return this.shop.database.one(
      `select count(*) filter (where released_at is null) as open, count(*) filter (where released_at is not null) as over
         from order_holds where order_id = $1`,
      [orderId],
    )
  }
}

const asked = (who: Shopper, skuId: string, qty: number, kind?: KindAsked, couponIds?: string[]) => ({
  ...{ source: 'buyNow' as const, lines: [{ skuId, qty }], addressId: who.addressId },
  ...(kind === undefined ? {} : { kind }),
  ...(couponIds === undefined ? {} : { couponIds }),
})
