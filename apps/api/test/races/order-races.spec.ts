import { dayMs, minuteMs } from '@jishi/kernel/time'
import { parallel, raceAfter } from '@jishi/testing/race'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { OrderFacade } from '../../src/modules/order/index.js'
import { PaymentFacade } from '../../src/modules/payment/index.js'
import {
  add,
  cartBody,
  expectSoundShop,
  freshKey,
  operatorOf,
  orderOf,
  pay,
  placeNow,
  startPaying,
  stockOf,
} from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { Refused, shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let operator: ShopClient
let goods: MadeGoods
let skuId: string
let shoppers = 0

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  goods = new MadeGoods(shop)
  operator = await operatorOf(shop)
})
afterAll(() => shop.close())
beforeEach(async () => {
  skuId = (await goods.product({ stock: 50 })).skus[0]?.skuId ?? ''
  ann = await shopperOf(shop, `1380001100${(shoppers += 1)}`)
})

const codesOf = (rejected: readonly unknown[]): string[] =>
  rejected.map((refusal) => (refusal instanceof Refused ? refusal.body.code : String(refusal))).sort()
const cancel = (id: string) => ann.api.order.cancel({ params: { id }, idempotencyKey: freshKey() })
const stepsOf = async (id: string) => (await orderOf(ann, id)).timeline.map(({ step }) => step)

describe('at the same time', () => {
  it('five cancels close once', async () => {
    const { id } = await placeNow(ann, [{ skuId, qty: 2 }])
    const { fulfilled, rejected } = await parallel(5, () => cancel(id))
    expect(fulfilled).toHaveLength(1)
    expect(new Set(codesOf(rejected))).toEqual(new Set(['ORDER_ACTION_NOT_ALLOWED']))
    expect(await stepsOf(id)).toEqual(['place', 'close'])
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 50, reserved: 0 })
  })

  it('twelve orders of one member for other goods each find a place, and none is sent away', async () => {
    const { skus } = await goods.product({ stock: 5, pricesFen: Array.from({ length: 12 }, (_, n) => 1_000 + n) })
    const orders = shop.get(OrderFacade)
    const { fulfilled, rejected } = await parallel(12, async (n) => {
      const body = {
        source: 'buyNow' as const,
        lines: [{ skuId: skus[n]?.skuId ?? '', qty: 1 }],
        addressId: ann.addressId,
      }
      const { quoteId } = await orders.quote(ann.memberId, body)
      const call = { actor: `member:${ann.memberId}`, route: 'order.place', key: freshKey(), body: quoteId }
      return orders.place(ann.memberId, call, { ...body, quoteId })
    })
    expect(rejected).toEqual([])
    expect(new Set(fulfilled).size).toBe(12)
  })

  it('five starts of paying lead to one number', async () => {
    const { id } = await placeNow(ann, [{ skuId, qty: 1 }])
    const { fulfilled, rejected } = await parallel(5, () => startPaying(ann, id))
    expect(codesOf(rejected)).toEqual([])
    expect(new Set(fulfilled.map(({ attemptNo }) => attemptNo)).size).toBe(1)
  })

  it('paying and cancelling end in one or the other, and the stock agrees', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { id } = await placeNow(ann, [{ skuId, qty: 1 }])
      const before = await stockOf(shop, skuId)
      await Promise.allSettled([startPaying(ann, id), cancel(id)])
      const { state } = await orderOf(ann, id)
      expect(['closed', 'closing', 'pending_payment']).toContain(state)
      const held = state === 'closed' ? before.reserved - 1 : before.reserved
      expect(await stockOf(shop, skuId)).toEqual({ ...before, reserved: held })
      if (state !== 'closed') await cancel(id).catch(() => undefined)
    }
  })

  it('money and a cancel: whoever commits first, nothing is lost', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { id } = await placeNow(ann, [{ skuId, qty: 1 }])
      const { attemptNo } = await startPaying(ann, id)
      await Promise.allSettled([shop.simulator.pay(attemptNo), cancel(id)])
      await shop.simulator.settled()
      await shop.settle()
      const order = await orderOf(ann, id)
      expect(['paid', 'closed']).toContain(order.state)
      const payment = (await shop.simulator.payments()).find(({ outTradeNo }) => outTradeNo === attemptNo)
      if (order.state === 'paid') expect(payment?.status).toBe('paid')
      else expect(['closed', 'refunded']).toContain(payment?.status)
    }
  })

  it('the sweep and the request finish one closing', async () => {
    const { id } = await placeNow(ann, [{ skuId, qty: 1 }])
    await startPaying(ann, id)
    const orders = shop.get(OrderFacade)
    const raced = raceAfter(shop.get(PaymentFacade), 'closeAtChannel', () => orders.closeWhenDue(id))
    await cancel(id)
    expect(raced()).toBe(true)
    expect(await stepsOf(id)).toEqual(['place', 'begin_close', 'close'])
  })

  it('two operators with two parcels: one of them ships', async () => {
    const { id } = await placeNow(ann, [{ skuId, qty: 2 }])
    await pay(shop, ann, id)
    const { fulfilled, rejected } = await parallel(2, (index) =>
      operator.order.ship({ params: { id }, body: { carrierCode: 'YTO', trackingNo: `YT${index}${id.slice(-12)}` } }),
    )
    expect(fulfilled).toHaveLength(1)
    expect(codesOf(rejected)).toEqual(['ORDER_ACTION_NOT_ALLOWED'])
    expect((await orderOf(ann, id)).shipments).toHaveLength(1)
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 48, reserved: 0 })
  })

  it('one parcel number for two orders: one of them gets it', async () => {
    const ids: string[] = []
    for (let made = 0; made < 2; made += 1) {
      const { id } = await placeNow(ann, [{ skuId, qty: 1 }])
      await pay(shop, ann, id)
      ids.push(id)
    }
    const trackingNo = `JD${freshKey().slice(-12)}`
    const { fulfilled, rejected } = await parallel(2, (index) =>
      operator.order.ship({ params: { id: ids[index] ?? '' }, body: { carrierCode: 'JD', trackingNo } }),
    )
    expect(fulfilled).toHaveLength(1)
    expect(codesOf(rejected)).toEqual(['SHIPMENT_NO_TAKEN'])
  })

  it('changes of a cart from several pages all hold, and each moves the version by one', async () => {
    const other = (await goods.product({ stock: 5 })).skus[0]?.skuId ?? ''
    const { items, cartVersion } = await add(ann, skuId, 1)
    const lineId = items[0]?.id ?? ''
    await Promise.all([
      add(ann, other, 2),
      ann.api.order.changeLine({ params: { id: lineId }, body: { qty: 7 } }),
      add(ann, other, 1),
    ])
    const cart = await ann.api.order.cart()
    expect(cart.cartVersion).toBe(cartVersion + 3)
    expect(Object.fromEntries(cart.items.map((line) => [line.skuId, line.qty]))).toEqual({ [skuId]: 7, [other]: 3 })
  })

  it('a change of the cart and an order from it never mix', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { items } = await add(ann, skuId, 2)
      const lineId = items[0]?.id ?? ''
      const body = await cartBody(ann)
      const [placed] = await Promise.allSettled([
        ann.api.order.place({ body }),
        ann.api.order.changeLine({ params: { id: lineId }, body: { qty: 9 } }),
      ])
      if (placed.status === 'fulfilled') expect(placed.value.qty).toBe(body.source === 'cart' ? 2 : 0)
      else expect(codesOf([placed.reason])).toEqual(['CART_CHANGED'])
      for (const line of (await ann.api.order.cart()).items) {
        await ann.api.order.removeLine({ params: { id: line.id } })
      }
    }
  })
})

describe('when time is over', () => {
  it('confirming by hand and by time completes once and posts once', async () => {
    const { id } = await placeNow(ann, [{ skuId, qty: 1 }])
    await pay(shop, ann, id)
    await operator.order.ship({ params: { id }, body: { carrierCode: 'SF', trackingNo: `SF${id.slice(-12)}` } })
    await shop.database.execute(`update orders set auto_confirm_at = shipped_at where id = $1`, [id])
    await Promise.allSettled([
      ann.api.order.confirmReceipt({ params: { id } }),
      shop.sweep('order.auto-confirm'),
      shop.sweep('order.auto-confirm'),
    ])
    const completed = (await stepsOf(id)).filter((step) => step === 'confirm_receipt' || step === 'auto_confirm')
    expect(completed).toHaveLength(1)
    const posted = await shop.database.one<{ count: number }>(
      `select count(*) as count from ledger_txns where reference = $1`,
      [id],
    )
    expect(posted.count).toBe(1)
  })

  it('several workers sweeping the same orders close each once', async () => {
    const placed = []
    for (let made = 0; made < 5; made += 1) placed.push(await placeNow(ann, [{ skuId, qty: 1 }]))
    shop.clock.advance(30 * minuteMs)
    await parallel(3, () => shop.sweep('order.close-due'))
    const rows = await shop.database.rows<{ closes: number }>(
      `select count(*) filter (where action = 'close') as closes from order_events
        where order_id = any($1) group by order_id`,
      [placed.map(({ id }) => id)],
    )
    expect(rows.map(({ closes }) => closes)).toEqual([1, 1, 1, 1, 1])
    expect((await stockOf(shop, skuId)).reserved).toBe(0)
    shop.clock.advance(dayMs)
  })

  it('leaves nothing that contradicts itself', async () => {
    await shop.sweep()
    await expectSoundShop(shop)
  })
})
