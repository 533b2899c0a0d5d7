import { dayMs, hourMs, minuteMs } from '@jishi/kernel/time'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { codeOf, expectSoundShop, operatorOf, orderOf, pay, placeNow } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { boughtInside, correctParcel, heard, later, reportsOf, sendParcel } from '../support/order-centre-desk.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let goods: MadeGoods
let ann: Shopper
let skuId: string
let people = 8_200
let parcels = 0

const somebody = (): Promise<Shopper> => shopperOf(shop, `1380000${String((people += 1)).padStart(4, '0')}`)
const parcelNo = (): string => `HEARD0000${(parcels += 1)}`
const atWechat = async (attemptNo: string) => shop.simulator.wechatOrder(attemptNo)
const atAlipay = async (attemptNo: string) =>
  (await shop.simulator.alipayOrders()).find(({ outBizNo }) => outBizNo === attemptNo)

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  goods = new MadeGoods(shop)
  skuId = (await goods.product({ title: '苹果 5 斤装', stock: 200 })).skus[0]?.skuId ?? ''
})
beforeEach(async () => {
  ann = await somebody()
})
afterAll(async () => {
  await expectSoundShop(shop)
  await shop.close()
})

describe('WeChat', () => {
  it('hears of a parcel when it leaves, by its own name of the carrier and with nothing but the end of the phone', async () => {
    const { orderId, attemptNo } = await boughtInside(shop, ann, [{ skuId, qty: 2 }])
    expect(await reportsOf(shop, orderId)).toMatchObject([{ attemptNo, platform: 'weixin', state: 'awaiting' }])
    const trackingNo = parcelNo()
    await sendParcel(shop, orderId, trackingNo, { carrierCode: 'SF' })
    expect(await atWechat(attemptNo)).toMatchObject({
      order_state: 2,
      shipping: {
        logistics_type: 1,
        delivery_mode: 1,
        shipping_list: [
          {
            tracking_no: trackingNo,
            express_company: 'SF',
            goods_desc: '苹果 5 斤装 ×2',
            contact: { receiver_contact: `****${ann.phone.slice(-4)}` },
          },
        ],
      },
    })
    expect(await reportsOf(shop, orderId)).toMatchObject([
      { state: 'uploaded', problem: null, late: false, nextAt: null, toldAt: expect.any(String) },
    ])
  })

  it('hears of all the parcels of an order each time, and of the last that it is the last', async () => {
    const { orderId, attemptNo } = await boughtInside(shop, ann, [{ skuId, qty: 2 }])
    const lineId = (await orderOf(ann, orderId)).lines[0]?.id ?? ''
    const numbers = [parcelNo(), parcelNo()]
    for (const [n, trackingNo] of numbers.entries()) {
      await sendParcel(shop, orderId, trackingNo, { pieces: [{ lineId, qty: 1 }] })
      const { shipping } = await atWechat(attemptNo)
      expect(shipping).toMatchObject({ delivery_mode: 2, finish_shipping: n === 1 })
      expect(shipping.shipping_list.map(({ tracking_no: no }) => no)).toEqual(numbers.slice(0, n + 1))
    }
  })

  it('hears that an order is whole when the rest of it was given back', async () => {
    const { orderId, attemptNo } = await boughtInside(shop, ann, [{ skuId, qty: 2 }])
    const lineId = (await orderOf(ann, orderId)).lines[0]?.id ?? ''
    await sendParcel(shop, orderId, parcelNo(), { pieces: [{ lineId, qty: 1 }] })
    expect((await atWechat(attemptNo)).order_state).toBe(1)
    const given = { kind: 'refund_only' as const, reason: 'not_wanted' as const, text: '买多了' }
    await ann.api.afterSale.apply({ body: { orderId, ...given, lines: [{ lineId, qty: 1 }] } })
    const operator = await operatorOf(shop)
    const [sale] = (await operator.afterSale.adminList({ query: {} })).items.filter((one) => one.orderId === orderId)
    if (sale?.state === 'requested') await operator.afterSale.approve({ params: { id: sale.id } })
    await shop.settle()
    await shop.simulator.settled()
    await heard(shop)
    expect((await orderOf(ann, orderId)).state).toBe('shipped')
    expect((await atWechat(attemptNo)).order_state).toBe(2)
  })

  it('takes one change, and of a second the shop is told that there is none left', async () => {
    const { orderId, attemptNo } = await boughtInside(shop, ann, [{ skuId, qty: 2 }])
    const lineId = (await orderOf(ann, orderId)).lines[0]?.id ?? ''
    await sendParcel(shop, orderId, parcelNo(), { pieces: [{ lineId, qty: 1 }] })
    const early = parcelNo()
    await correctParcel(shop, orderId, early)
    await sendParcel(shop, orderId, parcelNo())
    expect(await reportsOf(shop, orderId)).toMatchObject([{ state: 'uploaded' }])
    const right = parcelNo()
    await correctParcel(shop, orderId, right, 1)
    expect((await atWechat(attemptNo)).shipping).toMatchObject({
      finish_shipping_count: 2,
      shipping_list: [{ tracking_no: early }, { tracking_no: right }],
    })
    expect(await reportsOf(shop, orderId)).toMatchObject([{ state: 'changed' }])
    await shop.database.execute(`update shipments set tracking_no = $2 where tracking_no = $1`, [right, parcelNo()])
    const operator = await operatorOf(shop)
    await shop.database.execute(
      `update platform_reports set state = 'given_up', problem = 'test' where order_id = $1`,
      [orderId],
    )
    await operator.platformReports.retry({ params: { id: orderId } })
    await heard(shop)
    expect(await reportsOf(shop, orderId)).toMatchObject([{ state: 'given_up', problem: 'change_used' }])
  })

  it('hears of what needs no parcel once it was handed over', async () => {
    const { skus } = await goods.product({ kind: 'virtual', title: '会员月卡', stock: 5 })
    const { orderId, attemptNo } = await boughtInside(shop, ann, [{ skuId: skus[0]?.skuId ?? '', qty: 1 }])
    expect((await orderOf(ann, orderId)).state).toBe('shipped')
    expect(await atWechat(attemptNo)).toMatchObject({
      order_state: 2,
      shipping: { logistics_type: 3, delivery_mode: 1, shipping_list: [{ goods_desc: '会员月卡 ×1' }] },
    })
  })

  it('hears nothing of what was paid elsewhere, or went back before it left', async () => {
    const { id } = await placeNow(ann, [{ skuId, qty: 1 }])
    await pay(shop, ann, id)
    await sendParcel(shop, id, parcelNo())
    expect(await reportsOf(shop, id)).toEqual([])

    const { orderId, attemptNo } = await boughtInside(shop, ann, [{ skuId, qty: 1 }])
    const lineId = (await orderOf(ann, orderId)).lines[0]?.id ?? ''
    const given = { kind: 'refund_only' as const, reason: 'not_wanted' as const, text: '不要了' }
    await ann.api.afterSale.apply({ body: { orderId, ...given, lines: [{ lineId, qty: 1 }] } })
    await shop.settle()
    await shop.simulator.settled()
    await heard(shop)
    expect((await orderOf(ann, orderId)).state).toBe('refunded')
    expect(await reportsOf(shop, orderId)).toMatchObject([{ state: 'dropped', late: false }])
    expect((await atWechat(attemptNo)).order_state).toBe(5)
  })

  it('hears nothing of the parcel of an exchange, which is no change of what was paid for', async () => {
    const { skus } = await goods.product({ pricesFen: [990, 990], stock: 5 })
    const [own, other] = skus.map((sku) => sku.skuId)
    const { orderId, attemptNo } = await boughtInside(shop, ann, [{ skuId: own ?? '', qty: 1 }])
    const trackingNo = parcelNo()
    await sendParcel(shop, orderId, trackingNo)
    await ann.api.order.confirmReceipt({ params: { id: orderId } })
    const lineId = (await orderOf(ann, orderId)).lines[0]?.id ?? ''
    const lines = [{ lineId, qty: 1, skuId: other ?? '' }]
    const { id } = await ann.api.afterSale.apply({ body: { orderId, kind: 'exchange', reason: 'no_reason', lines } })
    const operator = await operatorOf(shop)
    const params = { id }
    await operator.afterSale.approve({ params, body: { returnAddress: '退货组 杭州市 8 号' } })
    await ann.api.afterSale.sendBack({ params, body: { carrierCode: 'SF', trackingNo: parcelNo() } })
    await operator.afterSale.inspect({ params, body: { accepted: true, lines: [{ lineId, sellableQty: 1 }] } })
    await operator.afterSale.resend({ params, body: { carrierCode: 'ZTO', trackingNo: parcelNo() } })
    await shop.database.execute(
      `update platform_reports set state = 'waiting', wanted = wanted + 1, next_at = paid_at where order_id = $1`,
      [orderId],
    )
    await heard(shop)
    expect(await reportsOf(shop, orderId)).toMatchObject([{ state: 'uploaded', problem: null }])
    const { shipping } = await atWechat(attemptNo)
    expect(shipping).toMatchObject({ finish_shipping_count: 1, shipping_list: [{ tracking_no: trackingNo }] })
  })

  it('is told late, and the shop is told so, until it has heard', async () => {
    const { orderId } = await boughtInside(shop, ann, [{ skuId, qty: 1 }])
    const listed = async (): Promise<boolean> => {
      const { items } = await (await operatorOf(shop)).platformReports.troubled({ query: {} })
      return items.some((one) => one.orderId === orderId && one.late)
    }
    await later(shop, 48 * hourMs - minuteMs)
    expect(await listed()).toBe(false)
    // The gateway's clock, which says when it was paid, is a little ahead.
    await later(shop, hourMs)
    expect(await listed()).toBe(true)
    await sendParcel(shop, orderId, parcelNo())
    expect(await listed()).toBe(false)
  })

  it('leads a bill to the order of its payment, and to nobody else’s', async () => {
    await shop.sweep('order.lead-bills')
    expect(await shop.simulator.wechatOrderPath()).toBe('pkg-order/paid-order/paid-order?no=${商品订单号}')
    const { orderId, attemptNo } = await boughtInside(shop, ann, [{ skuId, qty: 1 }])
    expect(await ann.api.platformReports.paidOrder({ query: { no: attemptNo } })).toEqual({ orderId })
    const ben = await somebody()
    for (const no of [attemptNo, 'NOBODYS0000000000000']) {
      expect(await ben.api.platformReports.paidOrder({ query: { no } })).toEqual({ orderId: null })
    }
  })
})

describe('a receipt confirmed in WeChat', () => {
  it('completes the order when WeChat says so, and not when only the client does', async () => {
    const { orderId, attemptNo } = await boughtInside(shop, ann, [{ skuId, qty: 1 }])
    const receipt = () => ann.api.platformReports.receipt({ params: { id: orderId } })
    const confirm = () => ann.api.platformReports.confirmReceipt({ params: { id: orderId } })
    expect(await receipt()).toEqual({ component: null })
    expect(await codeOf(confirm())).toBe('RECEIPT_NOT_CONFIRMED')
    await sendParcel(shop, orderId, parcelNo())
    const { component } = await receipt()
    expect(component).toMatchObject({ attemptNo, transactionId: expect.stringMatching(/^\d+$/) })
    expect(await codeOf(confirm())).toBe('RECEIPT_NOT_CONFIRMED')
    expect((await orderOf(ann, orderId)).state).toBe('shipped')

    await shop.simulator.confirmWechatReceipt(component?.transactionId ?? '')
    expect((await confirm()).state).toBe('completed')
    await heard(shop)
    expect(await receipt()).toEqual({ component: null })
    expect(await reportsOf(shop, orderId)).toMatchObject([{ state: 'uploaded' }])
    // Said once more, as after an answer that was lost: WeChat need not be asked for what is known.
    await shop.simulator.setFaults({ channel: 'wechat_open', operation: 'get_order', kind: 'error_5xx', times: 1 })
    expect((await confirm()).state).toBe('completed')
    await shop.simulator.setFaults()
    const ben = await somebody()
    expect(await codeOf(ben.api.platformReports.receipt({ params: { id: orderId } }))).toBe('NOT_FOUND')
    expect(await codeOf(ben.api.platformReports.confirmReceipt({ params: { id: orderId } }))).toBe('NOT_FOUND')
  })

  it('is found by asking when the buyer never came back, once a day', async () => {
    const { orderId, attemptNo } = await boughtInside(shop, ann, [{ skuId, qty: 1 }])
    await sendParcel(shop, orderId, parcelNo())
    await shop.simulator.confirmWechatReceipt(attemptNo)
    await later(shop, dayMs - minuteMs, 'order.ask-receipts')
    expect((await (await operatorOf(shop)).order.adminOrder({ params: { id: orderId } })).state).toBe('shipped')
    await later(shop, minuteMs, 'order.ask-receipts')
    const order = await (await operatorOf(shop)).order.adminOrder({ params: { id: orderId } })
    expect(order.state).toBe('completed')
    expect(order.timeline.at(-1)).toMatchObject({ step: 'confirm_receipt', actor: 'member' })
  })
})

describe('a receipt of which only WeChat says that it was confirmed, as its own timer does', () => {
  const lookNow = async (orderId: string) => {
    await shop.database.execute(`update platform_reports set receipt_at = paid_at where order_id = $1`, [orderId])
    await shop.sweep('order.ask-receipts')
    return (await orderOf(ann, orderId)).state
  }
  const shippedAndOver = async () => {
    const { orderId, attemptNo } = await boughtInside(shop, ann, [{ skuId, qty: 1 }])
    await sendParcel(shop, orderId, parcelNo())
    await shop.simulator.confirmWechatReceipt(attemptNo)
    return orderId
  }

  it('completes nothing under an open after-sale, and the order once that is over', async () => {
    const orderId = await shippedAndOver()
    const lineId = (await orderOf(ann, orderId)).lines[0]?.id ?? ''
    const wish = { kind: 'return_refund' as const, reason: 'no_reason' as const, lines: [{ lineId, qty: 1 }] }
    const { id } = await ann.api.afterSale.apply({ body: { orderId, ...wish } })
    expect(await lookNow(orderId)).toBe('shipped')
    await ann.api.afterSale.withdraw({ params: { id } })
    await shop.settle()
    expect(await lookNow(orderId)).toBe('completed')
  })

  it('does not cut short the time that the buyer asked for, who may still say so', async () => {
    const orderId = await shippedAndOver()
    await ann.api.orderCentre.extendReceipt({ params: { id: orderId } })
    expect(await lookNow(orderId)).toBe('shipped')
    const { state } = await ann.api.platformReports.confirmReceipt({ params: { id: orderId } })
    expect(state).toBe('completed')
  })
})

describe('Alipay', () => {
  it('hears of every step of an order, each once', async () => {
    const { orderId, attemptNo } = await boughtInside(shop, ann, [{ skuId, qty: 1 }], 'alipay_mp')
    expect(await atAlipay(attemptNo)).toMatchObject({
      status: 'WAIT_SELLER_SEND_GOODS',
      items: ['苹果 5 斤装'],
      syncs: 1,
    })
    const wrong = parcelNo()
    await sendParcel(shop, orderId, wrong)
    expect(await atAlipay(attemptNo)).toMatchObject({ status: 'WAIT_BUYER_CONFIRM_GOODS', parcels: [wrong], syncs: 2 })
    const right = parcelNo()
    await correctParcel(shop, orderId, right)
    expect(await atAlipay(attemptNo)).toMatchObject({ parcels: [right], syncs: 3 })
    expect(await ann.api.platformReports.receipt({ params: { id: orderId } })).toEqual({ component: null })
    await ann.api.order.confirmReceipt({ params: { id: orderId } })
    await heard(shop)
    expect(await atAlipay(attemptNo)).toMatchObject({ status: 'TRADE_FINISHED', syncs: 4 })
    expect(await reportsOf(shop, orderId)).toMatchObject([{ platform: 'alipay', state: 'uploaded' }])
  })

  it('hears that an order is closed of which everything went back before it left, and of what it was', async () => {
    const { orderId, attemptNo } = await boughtInside(shop, ann, [{ skuId, qty: 1 }], 'alipay_mp')
    const lineId = (await orderOf(ann, orderId)).lines[0]?.id ?? ''
    const given = { kind: 'refund_only' as const, reason: 'not_wanted' as const, text: '不要了' }
    await ann.api.afterSale.apply({ body: { orderId, ...given, lines: [{ lineId, qty: 1 }] } })
    await shop.settle()
    await shop.simulator.settled()
    // Alipay pays back with an answer that is looked at again later.
    await later(shop, 5 * minuteMs, 'payment.refunds')
    await heard(shop)
    expect((await orderOf(ann, orderId)).state).toBe('refunded')
    expect(await atAlipay(attemptNo)).toMatchObject({ status: 'TRADE_CLOSED', items: ['苹果 5 斤装'] })
    expect(await reportsOf(shop, orderId)).toMatchObject([{ state: 'uploaded', problem: null }])
  })
})
