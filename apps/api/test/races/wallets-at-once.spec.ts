import { addMs, minuteMs } from '@jishi/kernel/time'
import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { TellPlatform } from '../../src/modules/order/platform-reports/tell-platform.js'
import { expectSoundShop, operatorOf, orderOf } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { boughtInside, heard, reportsOf, sendParcel } from '../support/order-centre-desk.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let skuId: string
let people = 8_900

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  skuId = (await new MadeGoods(shop).product({ stock: 50 })).skus[0]?.skuId ?? ''
})
beforeEach(async () => {
  ann = await shopperOf(shop, `1380000${String((people += 1)).padStart(4, '0')}`)
})
afterAll(async () => {
  await expectSoundShop(shop)
  await shop.close()
})

describe('the wallets at once', () => {
  it('eight sweeps tell of one parcel once', async () => {
    const { orderId, attemptNo } = await boughtInside(shop, ann, [{ skuId, qty: 1 }])
    // Deaf for as long as the parcel's events last, of which each may have it told anew.
    await shop.simulator.setFaults({
      channel: 'wechat_open',
      operation: 'upload_shipping',
      kind: 'error_5xx',
      times: 1_000,
    })
    await sendParcel(shop, orderId, 'ATONCE00001')
    await shop.simulator.setFaults()
    const [{ id = '' } = {}] = await reportsOf(shop, orderId)
    shop.clock.set(addMs(shop.clock.now(), 6 * minuteMs))
    const { fulfilled } = await parallel(8, () => shop.get(TellPlatform).run(id))
    expect(fulfilled.filter(Boolean)).toHaveLength(1)
    expect(await reportsOf(shop, orderId)).toMatchObject([{ state: 'uploaded' }])
    expect((await shop.simulator.wechatOrder(attemptNo)).shipping.finish_shipping_count).toBe(1)
  })

  it('a number that is put right while the wrong one is on its way is the one that stays', async () => {
    const { orderId, attemptNo } = await boughtInside(shop, ann, [{ skuId, qty: 1 }])
    const slow = { channel: 'wechat_open', operation: 'upload_shipping', kind: 'delay', times: 1, value: 400 } as const
    await shop.simulator.setFaults(slow)
    const operator = await operatorOf(shop)
    const body = { carrierCode: 'ZTO', trackingNo: 'ATONCE00003' }
    const { shipments } = await operator.order.ship({ params: { id: orderId }, body })
    await operator.fulfilment.correctShipment({
      params: { id: shipments[0]?.id ?? '' },
      body: { ...body, trackingNo: 'ATONCE00004' },
    })
    await heard(shop)
    const { shipping } = await shop.simulator.wechatOrder(attemptNo)
    expect(shipping.shipping_list.map(({ tracking_no: no }) => no)).toEqual(['ATONCE00004'])
    // Whether the wrong one arrived before decides whether the right one was the change.
    const state = shipping.finish_shipping_count === 1 ? 'uploaded' : 'changed'
    expect(await reportsOf(shop, orderId)).toMatchObject([{ state, problem: null }])
  })

  it('buyer, platform and shop confirm one receipt, and the order is completed once', async () => {
    const { orderId, attemptNo } = await boughtInside(shop, ann, [{ skuId, qty: 1 }])
    await sendParcel(shop, orderId, 'ATONCE00002')
    await shop.simulator.confirmWechatReceipt(attemptNo)
    await shop.database.execute(`update platform_reports set receipt_at = paid_at where order_id = $1`, [orderId])
    const params = { id: orderId }
    await parallel<unknown>(9, (n) => {
      if (n % 3 === 0) return shop.sweep('order.ask-receipts')
      return n % 3 === 1 ? ann.api.platformReports.confirmReceipt({ params }) : ann.api.order.confirmReceipt({ params })
    })
    await shop.settle()
    const order = await orderOf(ann, orderId)
    expect(order.state).toBe('completed')
    expect(order.timeline.filter(({ step }) => step === 'confirm_receipt')).toHaveLength(1)
  })
})
