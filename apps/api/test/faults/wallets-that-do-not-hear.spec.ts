import { addMs, hourMs, minuteMs, secondMs } from '@jishi/kernel/time'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Outbox } from '../../src/infra/outbox/outbox.js'
import { codeOf, expectSoundShop, operatorOf, orderOf } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { boughtInside, correctParcel, later, reportsOf, sendParcel } from '../support/order-centre-desk.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let skuId: string
let people = 8_600
let parcels = 0

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  skuId = (await new MadeGoods(shop).product({ stock: 200 })).skus[0]?.skuId ?? ''
})
beforeEach(async () => {
  await shop.simulator.setFaults()
  ann = await shopperOf(shop, `1380000${String((people += 1)).padStart(4, '0')}`)
})
afterAll(async () => {
  await shop.simulator.setFaults()
  await expectSoundShop(shop)
  await shop.close()
})

const parcelNo = (): string => `FAULT0000${(parcels += 1)}`
/** The last word on the wire is enough for a fault: a call that hangs for longer than the shop waits. */
const HANG_MS = 6_000
const fault = (operation: string, kind: string, times = 1, value: number | null = null) =>
  shop.simulator.setFaults({ channel: 'wechat_open', operation, kind, times, value })
const bought = () => boughtInside(shop, ann, [{ skuId, qty: 1 }])
const toldAbout = async (attemptNo: string) =>
  (await shop.simulator.wechatOrder(attemptNo)).shipping.shipping_list.map(({ tracking_no: no }) => no)

describe('shipping information that WeChat does not take at once', () => {
  it.each([
    ['lose', null],
    ['error_5xx', null],
    ['busy', null],
    ['rate_limited', null],
    ['refused', 10_060_001],
    ['error_5xx_after_apply', null],
    ['timeout_after_apply', HANG_MS],
  ] as const)('is told again after %s, and is there once', async (kind, value) => {
    const { orderId, attemptNo } = await bought()
    await fault('upload_shipping', kind, 1, value)
    const trackingNo = parcelNo()
    await sendParcel(shop, orderId, trackingNo)
    await later(shop, 6 * minuteMs)
    await later(shop, 6 * minuteMs)
    expect(await reportsOf(shop, orderId)).toMatchObject([{ state: 'uploaded', problem: null }])
    expect(await shop.simulator.wechatOrder(attemptNo)).toMatchObject({
      order_state: 2,
      // One and not two: what had arrived without an answer was not sent again as a change.
      shipping: { finish_shipping_count: 1, shipping_list: [{ tracking_no: trackingNo }] },
    })
  })

  it('is not sent again while WeChat does not say whether it has it', async () => {
    const { orderId, attemptNo } = await bought()
    await shop.simulator.setFaults(
      { channel: 'wechat_open', operation: 'upload_shipping', kind: 'error_5xx_after_apply', times: 1 },
      { channel: 'wechat_open', operation: 'get_order', kind: 'error_5xx', times: 1_000 },
    )
    await sendParcel(shop, orderId, parcelNo())
    for (let n = 0; n < 3; n += 1) {
      await later(shop, 16 * minuteMs)
      expect(await reportsOf(shop, orderId)).toMatchObject([{ state: 'failed' }])
    }
    await shop.simulator.setFaults()
    await later(shop, 4 * hourMs)
    expect(await reportsOf(shop, orderId)).toMatchObject([{ state: 'uploaded' }])
    expect((await shop.simulator.wechatOrder(attemptNo)).shipping.finish_shipping_count).toBe(1)
  })

  it('counts for nothing in a turn of the sweep, which then waits and does not ask on and on', async () => {
    const { orderId } = await bought()
    await fault('upload_shipping', 'error_5xx', 1_000)
    await sendParcel(shop, orderId, parcelNo())
    shop.clock.set(addMs(shop.clock.now(), 6 * minuteMs))
    expect(await shop.sweep('order.tell-platforms')).toBe(0)
    expect(await reportsOf(shop, orderId)).toMatchObject([{ state: 'failed' }])
  })

  it('that arrived unheard and was wrong is put right by the one change', async () => {
    const { orderId, attemptNo } = await bought()
    await fault('upload_shipping', 'error_5xx_after_apply')
    await sendParcel(shop, orderId, parcelNo())
    const right = parcelNo()
    await correctParcel(shop, orderId, right)
    await later(shop, 6 * minuteMs)
    expect(await toldAbout(attemptNo)).toEqual([right])
    expect(await reportsOf(shop, orderId)).toMatchObject([{ state: 'changed' }])
  })

  it('#32 goes through with a token that had run out, which is replaced once', async () => {
    const { orderId, attemptNo } = await bought()
    await fault('upload_shipping', 'token_expired')
    const trackingNo = parcelNo()
    await sendParcel(shop, orderId, trackingNo)
    expect(await reportsOf(shop, orderId)).toMatchObject([{ state: 'uploaded' }])
    expect(await toldAbout(attemptNo)).toEqual([trackingNo])
  })

  it('is given up when it is refused, shown to the shop, and told when an operator says so', async () => {
    const { orderId, attemptNo } = await bought()
    await fault('upload_shipping', 'refused', 1_000, 48_001)
    const trackingNo = parcelNo()
    await sendParcel(shop, orderId, trackingNo)
    await later(shop, 6 * hourMs)
    const refused = { state: 'given_up', problem: '48001', nextAt: null }
    expect(await reportsOf(shop, orderId)).toMatchObject([refused])
    const operator = await operatorOf(shop)
    const listed = (await operator.platformReports.troubled({ query: {} })).items
    expect(listed.find((one) => one.orderId === orderId)).toMatchObject({ attemptNo, ...refused })

    await operator.platformReports.retry({ params: { id: orderId } })
    await later(shop, 20 * secondMs)
    expect(await reportsOf(shop, orderId)).toMatchObject([refused])
    await shop.simulator.setFaults()
    const again = await operatorOf(shop)
    await again.platformReports.retry({ params: { id: orderId } })
    await later(shop, 20 * secondMs)
    expect(await reportsOf(shop, orderId)).toMatchObject([{ state: 'uploaded' }])
    expect(await toldAbout(attemptNo)).toEqual([trackingNo])
  })

  it('is given up after two days of silence, and the order goes its way meanwhile', async () => {
    const { orderId } = await bought()
    await fault('upload_shipping', 'error_5xx', 1_000)
    await sendParcel(shop, orderId, parcelNo())
    expect((await orderOf(ann, orderId)).state).toBe('shipped')
    for (let n = 0; n < 16; n += 1) await later(shop, 4 * hourMs + minuteMs)
    expect(await reportsOf(shop, orderId)).toMatchObject([{ state: 'given_up', problem: 'no_answer' }])
  })
})

describe('events of parcels', () => {
  it('that come twice change nothing', async () => {
    const { orderId, attemptNo } = await bought()
    await sendParcel(shop, orderId, parcelNo())
    const { shipments } = await orderOf(ann, orderId)
    const of = { orderId, memberId: ann.memberId, shipmentId: shipments[0]?.id ?? '' }
    await shop.database.transaction(async (tx) => {
      await shop.get(Outbox).publish(tx, 'order.parcel-shipped', { ...of, last: true })
      await shop.get(Outbox).publish(tx, 'order.parcel-corrected', of)
    })
    await shop.settle()
    await later(shop, minuteMs)
    expect(await reportsOf(shop, orderId)).toMatchObject([{ state: 'uploaded' }])
    expect((await shop.simulator.wechatOrder(attemptNo)).shipping.finish_shipping_count).toBe(1)
  })
})

describe('a receipt of which WeChat does not say anything', () => {
  it('is uncertain to the buyer, and followed until it is known', async () => {
    const { orderId, attemptNo } = await bought()
    await sendParcel(shop, orderId, parcelNo())
    await shop.simulator.confirmWechatReceipt(attemptNo)
    await fault('get_order', 'error_5xx')
    expect(await codeOf(ann.api.platformReports.confirmReceipt({ params: { id: orderId } }))).toBe('RECEIPT_UNCERTAIN')
    expect((await orderOf(ann, orderId)).state).toBe('shipped')
    await later(shop, minuteMs, 'order.ask-receipts')
    expect((await orderOf(ann, orderId)).state).toBe('completed')
  })

  it('is the buyer’s own word once it is known, in spite of an extension', async () => {
    const { orderId, attemptNo } = await bought()
    await sendParcel(shop, orderId, parcelNo())
    await ann.api.orderCentre.extendReceipt({ params: { id: orderId } })
    await shop.simulator.confirmWechatReceipt(attemptNo)
    await fault('get_order', 'error_5xx')
    expect(await codeOf(ann.api.platformReports.confirmReceipt({ params: { id: orderId } }))).toBe('RECEIPT_UNCERTAIN')
    await later(shop, minuteMs, 'order.ask-receipts')
    expect((await orderOf(ann, orderId)).state).toBe('completed')
  })

  it('is asked about soon after no answer, and a day after the answer that it was not', async () => {
    const { orderId, attemptNo } = await bought()
    await sendParcel(shop, orderId, parcelNo())
    await fault('get_order', 'error_5xx')
    expect(await codeOf(ann.api.platformReports.confirmReceipt({ params: { id: orderId } }))).toBe('RECEIPT_UNCERTAIN')
    await later(shop, minuteMs, 'order.ask-receipts')
    await shop.simulator.confirmWechatReceipt(attemptNo)
    const stateOf = async () => (await (await operatorOf(shop)).order.adminOrder({ params: { id: orderId } })).state
    await later(shop, 23 * hourMs, 'order.ask-receipts')
    expect(await stateOf()).toBe('shipped')
    await later(shop, hourMs, 'order.ask-receipts')
    expect(await stateOf()).toBe('completed')
  })
})

describe('Alipay', () => {
  it.each(['lose', 'error_5xx', 'error_5xx_after_apply', 'system_error'])(
    'is told again after %s, and the last word stands',
    async (kind) => {
      const { orderId, attemptNo } = await boughtInside(shop, ann, [{ skuId, qty: 1 }], 'alipay_mp')
      await shop.simulator.setFaults({ channel: 'alipay', operation: 'order_sync', kind, times: 2 })
      const trackingNo = parcelNo()
      await sendParcel(shop, orderId, trackingNo)
      await shop.simulator.setFaults()
      await later(shop, 6 * minuteMs)
      const told = (await shop.simulator.alipayOrders()).find(({ outBizNo }) => outBizNo === attemptNo)
      expect(told).toMatchObject({ status: 'WAIT_BUYER_CONFIRM_GOODS', parcels: [trackingNo] })
      expect(await reportsOf(shop, orderId)).toMatchObject([{ state: 'uploaded' }])
    },
  )

  it('has the refusal of a person’s mistake given up, and told again on demand', async () => {
    await shop.simulator.setFaults({ channel: 'alipay', operation: 'order_sync', kind: 'refused', times: 1 })
    const { orderId } = await boughtInside(shop, ann, [{ skuId, qty: 1 }], 'alipay_mp')
    // The sweep tells what the first try did not come to.
    await later(shop, 6 * minuteMs)
    expect(await reportsOf(shop, orderId)).toMatchObject([{ state: 'given_up', problem: 'ACCESS_FORBIDDEN' }])
    await (await operatorOf(shop)).platformReports.retry({ params: { id: orderId } })
    await later(shop, 20 * secondMs)
    expect(await reportsOf(shop, orderId)).toMatchObject([{ state: 'uploaded' }])
  })
})
