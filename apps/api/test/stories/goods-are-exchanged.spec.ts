import type { AfterSaleApplyBody } from '@jishi/contracts/order/after-sale.schema'
import { addMs, dayMs, isoOf } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Outbox } from '../../src/infra/outbox/outbox.js'
import {
  codeOf,
  expectSoundShop,
  freshKey,
  operatorOf,
  orderOf,
  pay,
  placeNow,
  refusalOf,
  startPaying,
  stockOf,
} from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let operator: ShopClient
/** Three specifications of one product: the same price twice, and a dearer one. */
let skus: string[]
let parcels = 0

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  const made = await new MadeGoods(shop).product({ stock: 100, pricesFen: [3_000, 3_000, 3_700] })
  skus = made.skus.map(({ skuId }) => skuId)
  ann = await shopperOf(shop, '13800009101')
  operator = await operatorOf(shop)
})
afterAll(async () => {
  await expectSoundShop(shop)
  await shop.close()
})

const sku = (place: number): string => skus[place] ?? ''
const trackingNo = (): string => `ZTO91000${(parcels += 1)}`
const on = (id: string) => ({ params: { id }, idempotencyKey: freshKey() })
const arrive = async (): Promise<void> => {
  await shop.settle()
  await shop.simulator.settled()
  await shop.settle()
}

const received = async (place: number, qty: number) => {
  const { id } = await placeNow(ann, [{ skuId: sku(place), qty }])
  await pay(shop, ann, id)
  const body = { carrierCode: 'ZTO' as const, trackingNo: trackingNo() }
  await operator.order.ship({ params: { id }, body, idempotencyKey: freshKey() })
  await ann.api.order.confirmReceipt({ params: { id } })
  return orderOf(ann, id)
}
type Order = Awaited<ReturnType<typeof received>>
const wish = (order: Order, to: string, qty = 1, given: Partial<AfterSaleApplyBody> = {}): AfterSaleApplyBody => ({
  orderId: order.id,
  kind: 'exchange',
  reason: 'no_reason',
  lines: [{ lineId: order.lines[0]?.id ?? '', qty, skuId: to }],
  ...given,
})
const apply = (body: AfterSaleApplyBody, who = ann) => who.api.afterSale.apply({ body, idempotencyKey: freshKey() })
const approve = (id: string) => operator.afterSale.approve({ ...on(id), body: { returnAddress: '退货组 杭州市 8 号' } })
const sendBack = (id: string) =>
  ann.api.afterSale.sendBack({ ...on(id), body: { carrierCode: 'SF', trackingNo: 'SF91000001' } })
const inspect = (id: string, order: Order, sellableQty: number) =>
  operator.afterSale.inspect({
    ...on(id),
    body: { accepted: true, lines: [{ lineId: order.lines[0]?.id ?? '', sellableQty }] },
  })
const resend = (id: string, no = trackingNo()) =>
  operator.afterSale.resend({ ...on(id), body: { carrierCode: 'ZTO', trackingNo: no } })
const one = (id: string) => ann.api.afterSale.one({ params: { id } })
/** Somebody had their time: the clock stays, so that nobody is signed out meanwhile. */
const timeIsOver = (table: string, column: string, where: string, id: string): Promise<unknown> =>
  shop.database.execute(`update ${table} set ${column} = $1 where ${where}`, [isoOf(shop.clock.now()), id])
const stateOf = async (id: string): Promise<string> =>
  (await shop.database.one<{ state: string }>('select state from after_sales where id = $1', [id])).state

describe('an exchange', () => {
  it('of one price: sent back, looked at, the other one sent and received; no money moves', async () => {
    const order = await received(0, 2)
    const [options] = (await ann.api.afterSale.exchangeOptions({ params: { id: order.id } })).lines
    expect(options).toMatchObject({ freeQty: 2, obstacle: null })
    expect(options?.items.map(({ skuId, differenceFen }) => [skuId, differenceFen])).toEqual([
      [sku(0), 0],
      [sku(1), 0],
      [sku(2), 700],
    ])
    const [own, other] = [await stockOf(shop, sku(0)), await stockOf(shop, sku(1))]
    const sale = await apply(wish(order, sku(1)))
    expect(sale).toMatchObject({ state: 'requested', proposedFen: 0, exchange: { difference: 'none', parcel: null } })
    expect(await stockOf(shop, sku(1))).toEqual(other)
    expect(await codeOf(operator.afterSale.approve(on(sale.id)))).toBe('RETURN_ADDRESS_MISSING')
    expect(await approve(sale.id)).toMatchObject({ state: 'awaiting_return', returnAddress: '退货组 杭州市 8 号' })
    expect(await stockOf(shop, sku(1))).toEqual({ ...other, reserved: other.reserved + 1 })
    await sendBack(sale.id)
    expect((await inspect(sale.id, order, 1)).allowedActions).toEqual(['say', 'resend', 'refund_instead'])
    expect(await stockOf(shop, sku(0))).toEqual({ ...own, onHand: own.onHand + 1 })
    const sent = await resend(sale.id)
    expect(sent).toMatchObject({ state: 'resent', exchange: { parcel: { carrierCode: 'ZTO' } } })
    expect(await stockOf(shop, sku(1))).toEqual({ ...other, onHand: other.onHand - 1 })
    expect((await ann.api.afterSale.receive(on(sale.id))).state).toBe('done')
    await arrive()
    const { items } = await ann.api.tracking.parcels({ params: { id: order.id } })
    expect(items.map(({ id }) => id)).toContain(sent.exchange?.parcel?.id)
    expect((await orderOf(ann, order.id)).refundedFen).toBe(0)
    expect((await one(sale.id)).timeline.map(({ step }) => step)).toEqual([
      ...['apply', 'approve', 'send_back', 'inspect', 'resend', 'receive'],
    ])
    // What was exchanged cannot be asked for once more; the other piece can.
    expect(await codeOf(apply(wish(order, sku(1), 2)))).toBe('AFTER_SALE_NOT_POSSIBLE')
  })

  it('for cheaper goods gives the difference back when they leave', async () => {
    const order = await received(2, 1)
    const sale = await apply(wish(order, sku(0)))
    expect(sale.exchange).toMatchObject({ differenceFen: -700, difference: 'owed_back' })
    await approve(sale.id)
    await sendBack(sale.id)
    await inspect(sale.id, order, 0)
    await resend(sale.id)
    await arrive()
    expect(await one(sale.id)).toMatchObject({
      state: 'resent',
      exchange: { difference: 'given_back' },
      refund: { amountFen: 700, arrivedFen: 700 },
    })
    expect((await orderOf(ann, order.id)).refundedFen).toBe(700)
    await ann.api.afterSale.receive(on(sale.id))
  })

  it('for dearer goods is paid for before anything is sent back, and an unpaid payment may be opened anew', async () => {
    const order = await received(0, 1)
    expect(await ann.api.order.payment({ params: { id: order.id } })).toMatchObject({
      state: 'paid',
      afterSaleId: null,
    })
    const sale = await apply(wish(order, sku(2)))
    expect(sale.exchange).toMatchObject({ differenceFen: 700, difference: 'unpaid' })
    const approved = await approve(sale.id)
    expect(approved).toMatchObject({ state: 'awaiting_difference', exchange: { difference: 'open' } })
    expect(await codeOf(sendBack(sale.id))).toBe('AFTER_SALE_ACTION_NOT_ALLOWED')
    const again = await refusalOf(ann.api.afterSale.payDifference(on(sale.id)))
    expect(again.body.details).toMatchObject({ reason: 'DIFFERENCE_OPEN' })
    await timeIsOver('order_terms', 'due_at', `order_id = $2 and state = 'open'`, order.id)
    await shop.sweep('order.drop-supplements')
    await shop.settle()
    const returned = await one(sale.id)
    expect(returned).toMatchObject({ state: 'awaiting_difference', exchange: { difference: 'unpaid' } })
    expect(returned.deadlineAt).toBe(approved.deadlineAt)
    expect(returned.allowedActions).toEqual(['say', 'withdraw', 'pay_difference'])
    expect((await ann.api.afterSale.payDifference(on(sale.id))).exchange?.difference).toBe('open')
    await pay(shop, ann, order.id)
    // Whoever comes back from the cashier is led to the case, not to an order that nobody ships.
    const paying = await ann.api.order.payment({ params: { id: order.id } })
    expect(paying).toMatchObject({ state: 'paid', amountFen: 700, afterSaleId: sale.id })
    expect(await one(sale.id)).toMatchObject({ state: 'awaiting_return', exchange: { difference: 'paid' } })
    await sendBack(sale.id)
    await inspect(sale.id, order, 1)
    await resend(sale.id)
    await ann.api.afterSale.receive(on(sale.id))
    await arrive()
    expect((await orderOf(ann, order.id)).refundedFen).toBe(0)
  })

  it('that the buyer gives up frees the goods and gives the paid difference back', async () => {
    const before = await stockOf(shop, sku(2))
    const order = await received(0, 1)
    const sale = await apply(wish(order, sku(2)))
    await approve(sale.id)
    await pay(shop, ann, order.id)
    expect((await ann.api.afterSale.withdraw(on(sale.id))).state).toBe('withdrawn')
    await arrive()
    expect(await stockOf(shop, sku(2))).toEqual(before)
    expect((await one(sale.id)).exchange?.difference).toBe('given_back')
    expect((await orderOf(ann, order.id)).refundedFen).toBe(700)
    const { items } = await ann.api.afterSale.list({ query: { orderId: order.id } })
    expect(items.map(({ state }) => state)).toEqual(['withdrawn'])
  })

  it('withdrawn while its payment is open: nothing was paid, so nothing goes back', async () => {
    const order = await received(0, 1)
    const sale = await apply(wish(order, sku(2)))
    await approve(sale.id)
    await startPaying(ann, order.id)
    expect((await ann.api.afterSale.withdraw(on(sale.id))).state).toBe('withdrawn')
    await arrive()
    expect((await one(sale.id)).exchange?.difference).toBe('unpaid')
    expect((await orderOf(ann, order.id)).owedFen ?? 0).toBe(0)
  })

  it('whose time is over takes no other payment, and closes when the one that is open is dropped', async () => {
    const before = await stockOf(shop, sku(2))
    const order = await received(0, 1)
    const sale = await apply(wish(order, sku(2)))
    await approve(sale.id)
    await timeIsOver('after_sales', 'deadline_at', 'id = $2', sale.id)
    // What waits for a payment takes no step by time, so the turn counts nothing for it.
    expect(await shop.sweep('order.after-sales-due')).toBe(0)
    expect(await stateOf(sale.id)).toBe('awaiting_difference')
    await timeIsOver('order_terms', 'due_at', `order_id = $2 and state = 'open'`, order.id)
    await shop.sweep('order.drop-supplements')
    const closed = await one(sale.id)
    expect(closed.state).toBe('closed')
    expect(closed.timeline.slice(-2).map(({ step }) => step)).toEqual(['difference_dropped', 'lapse'])
    expect(await stockOf(shop, sku(2))).toEqual(before)
  })

  it('whose payment was dropped in time cannot be paid for once its time is over', async () => {
    const order = await received(0, 1)
    const sale = await apply(wish(order, sku(2)))
    await approve(sale.id)
    await timeIsOver('order_terms', 'due_at', `order_id = $2 and state = 'open'`, order.id)
    await shop.sweep('order.drop-supplements')
    expect((await one(sale.id)).allowedActions).toContain('pay_difference')
    await timeIsOver('after_sales', 'deadline_at', 'id = $2', sale.id)
    expect((await one(sale.id)).allowedActions).not.toContain('pay_difference')
    const late = await refusalOf(ann.api.afterSale.payDifference(on(sale.id)))
    expect(late.body).toMatchObject({ code: 'AFTER_SALE_ACTION_NOT_ALLOWED', details: { reason: 'OVERDUE' } })
    expect(await shop.sweep('order.after-sales-due')).toBe(1)
    expect(await stateOf(sale.id)).toBe('closed')
  })

  it('asks for what can be had, and says why not', async () => {
    const order = await received(0, 1)
    const foreign = (await new MadeGoods(shop).product({ stock: 5 })).skus[0]?.skuId ?? ''
    const obstacleOf = async (body: AfterSaleApplyBody): Promise<unknown> => {
      const { body: told } = await refusalOf(apply(body))
      return (told.details as { obstacle?: string }).obstacle ?? told.code
    }
    expect(await obstacleOf(wish(order, foreign))).toBe('NOT_EXCHANGEABLE')
    expect(await obstacleOf(wish(order, freshKey()))).toBe('NOT_EXCHANGEABLE')
    expect(await obstacleOf(wish(order, sku(1), 2))).toBe('TOO_MANY')
    expect((await refusalOf(apply(wish(order, sku(1), 1, { kind: 'return_refund' })))).body).toMatchObject({
      code: 'VALIDATION_FAILED',
      details: [{ path: 'lines.0.skuId' }],
    })
    const { lines } = wish(order, sku(1))
    const unnamed = lines.map(({ lineId, qty }) => ({ lineId, qty }))
    expect(await codeOf(apply(wish(order, sku(1), 1, { lines: unnamed })))).toBe('VALIDATION_FAILED')
    expect(await codeOf(apply(wish(order, sku(1), 1, { askedFen: 1 })))).toBe('VALIDATION_FAILED')
  })

  it('of a shop that is silent and has nothing to send becomes a return', async () => {
    const rare = (await new MadeGoods(shop).product({ stock: 1, pricesFen: [2_000, 2_000] })).skus.map(
      ({ skuId }) => skuId,
    )
    const { id } = await placeNow(ann, [{ skuId: rare[0] ?? '', qty: 1 }])
    await pay(shop, ann, id)
    const body = { carrierCode: 'ZTO' as const, trackingNo: trackingNo() }
    await operator.order.ship({ params: { id }, body, idempotencyKey: freshKey() })
    await ann.api.order.confirmReceipt({ params: { id } })
    const order = await orderOf(ann, id)
    const sale = await apply(wish(order, rare[1] ?? ''))
    await placeNow(ann, [{ skuId: rare[1] ?? '', qty: 1 }])
    expect((await refusalOf(approve(sale.id))).body.code).toBe('OUT_OF_STOCK')
    await timeIsOver('after_sales', 'deadline_at', 'id = $2', sale.id)
    await shop.sweep('order.after-sales-due')
    expect(await stateOf(sale.id)).toBe('awaiting_return')
    const { kind } = await shop.database.one<{ kind: string }>('select kind from after_sales where id = $1', [sale.id])
    expect(kind).toBe('return_refund')
  })

  it('that the shop does not send in time gives the money back instead', async () => {
    const order = await received(0, 1)
    const sale = await apply(wish(order, sku(2)))
    await approve(sale.id)
    await pay(shop, ann, order.id)
    await sendBack(sale.id)
    await inspect(sale.id, order, 1)
    await timeIsOver('after_sales', 'deadline_at', 'id = $2', sale.id)
    await shop.sweep('order.after-sales-due')
    await arrive()
    expect(await stateOf(sale.id)).toBe('done')
    const { refundedFen } = await shop.database.one<{ refundedFen: number }>(
      'select refunded_fen as "refundedFen" from orders where id = $1',
      [order.id],
    )
    // What the shop does not send is its own fault: the line's freight goes back with its last piece.
    expect(refundedFen).toBe(order.payableFen + 700)
  })

  const replaced = async () => {
    const order = await received(0, 1)
    const { id } = await apply(wish(order, sku(1)))
    await approve(id)
    await sendBack(id)
    await inspect(id, order, 1)
    const sent = await resend(id)
    return { id, order, sent, shipmentId: sent.exchange?.parcel?.id ?? '' }
  }
  const daysLeft = async (id: string): Promise<number> => {
    const { deadlineAt, serverTime } = await one(id)
    return Math.round((Date.parse(deadlineAt ?? '') - Date.parse(serverTime)) / dayMs)
  }
  const sentAgo = (shipmentId: string, days: number): Promise<unknown> =>
    shop.database.execute('update shipments set shipped_at = $2 where id = $1', [
      ...[shipmentId, isoOf(addMs(shop.clock.now(), -days * dayMs))],
    ])
  const signedAgo = (shipmentId: string, days: number): Promise<unknown> =>
    shop.database.execute('update shipments set signed_at = $2 where id = $1', [
      ...[shipmentId, isoOf(addMs(shop.clock.now(), -days * dayMs))],
    ])
  const whenItIsTime = async (id: string): Promise<number> => {
    await timeIsOver('after_sales', 'deadline_at', 'id = $2', id)
    return shop.sweep('order.after-sales-due')
  }

  it('whose replacement nobody signed for is not over after ten days, only after thirty', async () => {
    const { id, shipmentId } = await replaced()
    expect(await daysLeft(id)).toBe(30)
    await sentAgo(shipmentId, 11)
    expect(await whenItIsTime(id)).toBe(0)
    expect(await stateOf(id)).toBe('resent')
    expect(await daysLeft(id)).toBe(19)
    await sentAgo(shipmentId, 30)
    expect(await whenItIsTime(id)).toBe(1)
    expect(await stateOf(id)).toBe('done')
  })

  it('is received by itself ten days after the replacement was signed for', async () => {
    const { id, order, shipmentId } = await replaced()
    await sentAgo(shipmentId, 15)
    await signedAgo(shipmentId, 4)
    await shop.database.transaction((tx) =>
      shop.app.get(Outbox).publish(tx, 'order.parcel-signed', {
        ...{ orderId: order.id, memberId: ann.memberId, shipmentId, signedAt: isoOf(shop.clock.now()) },
      }),
    )
    await shop.settle()
    expect(await daysLeft(id)).toBe(6)
    await signedAgo(shipmentId, 10)
    expect(await whenItIsTime(id)).toBe(1)
    expect((await one(id)).timeline.at(-1)?.step).toBe('auto_receive')
  })

  it('with a wrong number is put right while the replacement is on its way, though the order was received long ago', async () => {
    const { id, order, shipmentId } = await replaced()
    expect((await orderOf(ann, order.id)).state).toBe('completed')
    const correct = (trackingNo: string) =>
      operator.fulfilment.correctShipment({
        ...on(shipmentId),
        body: { carrierCode: 'SF', trackingNo },
      })
    const correctable = async (): Promise<boolean | undefined> => {
      const { shipments } = await operator.order.adminOrder({ params: { id: order.id } })
      expect(shipments.filter(({ afterSaleId }) => afterSaleId === null).map((one) => one.correctable)).toEqual([false])
      return shipments.find((one) => one.id === shipmentId)?.correctable
    }
    expect(await correctable()).toBe(true)
    await correct('SF91770001')
    expect(await correctable()).toBe(false)
    expect((await one(id)).exchange?.parcel).toMatchObject({ carrierCode: 'SF', trackingNo: 'SF91770001' })
    await shop.settle()
    expect(await daysLeft(id)).toBe(30)
    const other = await replaced()
    await ann.api.afterSale.receive(on(other.id))
    const late = operator.fulfilment.correctShipment({
      ...on(other.shipmentId),
      body: { carrierCode: 'SF', trackingNo: 'SF91770002' },
    })
    expect((await refusalOf(late)).body).toMatchObject({ code: 'ORDER_ACTION_NOT_ALLOWED', details: { state: 'done' } })
  })
})
