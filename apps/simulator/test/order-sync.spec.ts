import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AlipayMerchant, refused } from './alipay-merchant.js'

let merchant: AlipayMerchant
let numbers = 0

beforeAll(async () => {
  merchant = await AlipayMerchant.open()
})
afterAll(() => merchant.leave())

const orderOf = async (paid = true): Promise<Record<string, unknown>> => {
  const outTradeNo = `SYNC_${(numbers += 1)}`
  const { data } = await merchant.create(outTradeNo)
  if (paid) await merchant.pay(outTradeNo)
  return {
    out_biz_no: outTradeNo,
    trade_no: data['trade_no'],
    buyer_open_id: 'buyer-of-the-tests',
    order_create_time: '2026-11-29 10:00:00',
    order_modified_time: '2026-11-29 10:05:00',
    amount: '96.60',
    pay_amount: '96.60',
    item_order_list: [{ item_name: '苹果 5 斤装', quantity: 1, unit_price: '96.60' }],
    ext_info: [{ ext_key: 'merchant_order_status', ext_value: 'WAIT_SELLER_SEND_GOODS' }],
  }
}
const sync = (order: Record<string, unknown>, changes: Record<string, unknown> = {}) =>
  merchant.v3('merchant/order/sync', { ...order, ...changes })
const kept = async ({ out_biz_no }: Record<string, unknown>): Promise<Record<string, unknown> | undefined> => {
  const { items } = (await merchant.console('GET', '/alipay/orders')).json as { items: Record<string, unknown>[] }
  return items.find(({ outBizNo }) => outBizNo === out_biz_no)
}

describe('the order centre of the wallet', () => {
  it('keeps an order, replaces it by a later word, and takes an equal or earlier one for a repetition', async () => {
    const order = await orderOf()
    const { data } = await sync(order)
    expect(data).toMatchObject({ record_id: expect.any(String), order_status: 'WAIT_SELLER_SEND_GOODS' })
    const sent = {
      ext_info: [{ ext_key: 'merchant_order_status', ext_value: 'WAIT_BUYER_CONFIRM_GOODS' }],
      logistics_info_list: [{ tracking_no: 'ZT1', logistics_code: 'ZTO' }],
    }
    expect((await sync(order, sent)).data).toMatchObject({ record_id: data['record_id'] })
    expect(await kept(order)).toMatchObject({ status: 'WAIT_SELLER_SEND_GOODS', syncs: 1 })
    await sync(order, { ...sent, order_modified_time: '2026-11-29 10:05:01' })
    await sync(order)
    expect(await kept(order)).toMatchObject({ status: 'WAIT_BUYER_CONFIRM_GOODS', parcels: ['ZT1'], syncs: 2 })
  })

  it('refuses what nobody paid, what another paid, and what is not said whole', async () => {
    const order = await orderOf()
    expect(await refused(sync(await orderOf(false)))).toMatchObject({ code: 'ACQ.TRADE_STATUS_ERROR' })
    expect(await refused(sync(order, { trade_no: '1' }))).toMatchObject({ code: 'ACQ.TRADE_NOT_EXIST' })
    expect(await refused(sync(order, { buyer_open_id: 'other' }))).toMatchObject({ code: 'ACQ.TRADE_BUYER_NOT_MATCH' })
    for (const changes of [
      { pay_amount: '1.00' },
      { item_order_list: [] },
      { order_modified_time: 'now' },
      { ext_info: [] },
    ]) {
      expect(await refused(sync(order, changes))).toMatchObject({ code: 'ACQ.INVALID_PARAMETER' })
    }
    expect(await kept(order)).toBeUndefined()
  })

  it('meets the faults of the wallet', async () => {
    const order = await orderOf()
    await merchant.fault('order_sync', 'system_error')
    expect(await refused(sync(order))).toMatchObject({ code: 'ACQ.SYSTEM_ERROR' })
    expect(await kept(order)).toMatchObject({ syncs: 1 })
  })
})
