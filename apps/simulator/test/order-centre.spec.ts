import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { TestMerchant } from './merchant.js'
import { TestWechatApp } from './wechat-app.js'

let merchant: TestMerchant
let app: TestWechatApp
let token: unknown
let numbers = 0
let stamp = Date.parse('2026-11-29T02:00:00.000Z')

beforeAll(async () => {
  merchant = await TestMerchant.open()
  app = new TestWechatApp(merchant)
})
afterEach(() => merchant.console('DELETE', '/faults'))
afterAll(() => merchant.leave())

type Body = Record<string, unknown>
interface Paid {
  outTradeNo: string
  openid: string
}

/** A payment that somebody made in the mini program. */
const paid = async (): Promise<Paid> => {
  const outTradeNo = `ORDERCENTRE${(numbers += 1)}`
  const { openid } = await app.code()
  const changes = { appid: app.miniProgram.appid, payer: { openid }, scene_info: { payer_client_ip: '127.0.0.1' } }
  await merchant.post('v3/pay/transactions/jsapi', merchant.order(outTradeNo, changes))
  await merchant.pay(outTradeNo)
  token = (await app.stableToken())['access_token']
  return { outTradeNo, openid }
}
const parcel = (tracking_no: string, more: Body = {}): Body => ({
  tracking_no,
  express_company: 'ZTO',
  item_desc: '苹果 ×1',
  contact: { receiver_contact: '****8000' },
  ...more,
})
const uploadOf = ({ outTradeNo, openid }: Paid, changes: Body = {}): Body => ({
  order_key: { order_number_type: 1, mchid: merchant.simulator.merchant.mchid, out_trade_no: outTradeNo },
  logistics_type: 1,
  delivery_mode: 1,
  shipping_list: [parcel('ZT0001')],
  upload_time: new Date((stamp += 1000)).toISOString(),
  payer: { openid },
  ...changes,
})
const call = (name: string, body: unknown, accessToken = token): Promise<Body> =>
  app.post(`/wxa/sec/order/${name}?access_token=${String(accessToken)}`, body)
const upload = async (payment: Paid, changes: Body = {}): Promise<unknown> =>
  (await call('upload_shipping_info', uploadOf(payment, changes)))['errcode']
const orderOf = async ({ outTradeNo }: Paid): Promise<Body> => {
  const { mchid } = merchant.simulator.merchant
  return (await call('get_order', { merchant_id: mchid, merchant_trade_no: outTradeNo }))['order'] as Body
}

describe('shipping information', () => {
  it('is taken once, changed once, and shown to whoever asks', async () => {
    const payment = await paid()
    expect(await orderOf(payment)).toMatchObject({ order_state: 1, shipping: { shipping_list: [] } })
    expect(await upload(payment)).toBe(0)
    expect(await orderOf(payment)).toMatchObject({
      order_state: 2,
      shipping: { finish_shipping: true, finish_shipping_count: 1, shipping_list: [{ tracking_no: 'ZT0001' }] },
    })
    expect(await upload(payment)).toBe(10060023)
    expect(await upload(payment, { shipping_list: [parcel('ZT0002')] })).toBe(0)
    expect(await orderOf(payment)).toMatchObject({
      shipping: { finish_shipping_count: 2, shipping_list: [{ tracking_no: 'ZT0002' }] },
    })
    expect(await upload(payment, { shipping_list: [parcel('ZT0003')] })).toBe(10060003)
  })

  it('grows parcel by parcel until it is whole, and none of that is the one change', async () => {
    const payment = await paid()
    const split = { delivery_mode: 2, is_all_delivered: false }
    expect(await upload(payment, { ...split, shipping_list: [parcel('ZT1')] })).toBe(0)
    expect(await orderOf(payment)).toMatchObject({ order_state: 1, shipping: { finish_shipping: false } })
    const both = { delivery_mode: 2, shipping_list: [parcel('ZT1'), parcel('ZT2')] }
    expect(await upload(payment, { ...both, is_all_delivered: true })).toBe(0)
    expect(await upload(payment, { ...split, shipping_list: [parcel('ZT3')] })).toBe(10060002)
    expect(await upload(payment, { ...both, is_all_delivered: true, shipping_list: [parcel('ZT1')] })).toBe(0)
    expect(await orderOf(payment)).toMatchObject({ order_state: 2, shipping: { finish_shipping_count: 2 } })
  })

  it.each<[string, Body, number]>([
    ['a payment nobody made', { order_key: { order_number_type: 2, transaction_id: '42000000' } }, 10060001],
    ['another merchant', { order_key: { order_number_type: 1, mchid: '1', out_trade_no: 'ORDERCENTRE1' } }, 10060001],
    ['another payer', { payer: { openid: 'oSomebodyElse' } }, 10060031],
    ['no such kind of delivery', { logistics_type: 5 }, 10060005],
    ['a split without a courier', { logistics_type: 3, delivery_mode: 2, is_all_delivered: true }, 10060006],
    ['a split that does not say whether it is whole', { delivery_mode: 2 }, 10060007],
    ['two parcels that are not a split', { shipping_list: [parcel('A'), parcel('B')] }, 10060014],
    ['goods without words', { shipping_list: [parcel('A', { item_desc: '' })] }, 10060008],
    ['goods with too many words', { shipping_list: [parcel('A', { item_desc: '果'.repeat(121) })] }, 10060009],
    ['a parcel without a number', { shipping_list: [parcel('')] }, 10060026],
    ["kuaidi100's name of a carrier", { shipping_list: [parcel('A', { express_company: 'zhongtong' })] }, 10060025],
    [
      'SF without the end of a phone',
      { shipping_list: [{ ...parcel('A'), express_company: 'SF', contact: {} }] },
      10060014,
    ],
    ['a phone in clear', { shipping_list: [parcel('A', { contact: { receiver_contact: '13800008000' } })] }, 10060014],
    ['a time without milliseconds', { upload_time: '2027-01-01T10:00:00+08:00' }, 268485216],
    [
      'eleven parcels',
      {
        delivery_mode: 2,
        is_all_delivered: true,
        shipping_list: Array.from({ length: 11 }, (_, n) => parcel(`A${n}`)),
      },
      10060024,
    ],
  ])('is refused for %s', async (_, changes, errcode) => {
    const payment = await paid()
    expect(await upload(payment, changes)).toBe(errcode)
    expect(await orderOf(payment)).toMatchObject({ order_state: 1 })
  })

  it('is refused with an earlier time than before, for an unpaid order, and after the money went back', async () => {
    const payment = await paid()
    expect(await upload(payment, { upload_time: '2030-01-01T00:00:00.000Z' })).toBe(0)
    expect(await upload(payment, { shipping_list: [parcel('ZT0002')] })).toBe(268485216)
    const back = await paid()
    await merchant.refund(back.outTradeNo, `${back.outTradeNo}R`, 9660)
    await merchant.simulator.idle()
    expect(await orderOf(back)).toMatchObject({ order_state: 5 })
    expect(await upload(back)).toBe(10060004)
    await merchant.create('ORDERCENTREH5')
    await merchant.pay('ORDERCENTREH5')
    expect(await upload({ outTradeNo: 'ORDERCENTREH5', openid: payment.openid })).toBe(10060001)
  })

  it('wants a token, the mini program’s, in a POST with JSON', async () => {
    const payment = await paid()
    expect(await call('upload_shipping_info', uploadOf(payment), '')).toMatchObject({ errcode: 41001 })
    expect(await call('upload_shipping_info', uploadOf(payment), 'SIM_foreign')).toMatchObject({ errcode: 40001 })
    const other = (await app.stableToken(app.officialAccount))['access_token']
    expect(await call('upload_shipping_info', uploadOf(payment), other)).toMatchObject({ errcode: 10060001 })
    expect(await call('upload_shipping_info', '[')).toMatchObject({ errcode: 47001 })
    expect(await app.get('/wxa/sec/order/upload_shipping_info', {})).toMatchObject({ errcode: 43002 })
  })

  it('meets faults like any call, with whatever errcode is wanted', async () => {
    const payment = await paid()
    await app.fault('upload_shipping', 'busy')
    expect(await upload(payment)).toBe(-1)
    await app.fault('upload_shipping', 'refused', { value: 10060099 })
    expect(await upload(payment)).toBe(10060099)
    await app.fault('upload_shipping', 'token_expired')
    expect(await upload(payment)).toBe(42001)
    token = (await app.stableToken())['access_token']
    await app.fault('get_order', 'rate_limited')
    expect(await call('get_order', {})).toMatchObject({ errcode: 45009 })
    await app.fault('upload_shipping', 'error_5xx_after_apply')
    expect(await call('upload_shipping_info', uploadOf(payment))).toMatchObject({ status: 500 })
    expect(await orderOf(payment)).toMatchObject({ order_state: 2 })
  })
})

describe('receipt and the way back from a bill', () => {
  it('a payer confirms what was wholly shipped, and nothing changes it any more', async () => {
    const payment = await paid()
    const confirm = () => merchant.console('POST', `/wechat/orders/${payment.outTradeNo}/confirm-receipt`)
    expect(await confirm()).toMatchObject({ status: 409, json: { code: 'NOT_SHIPPED' } })
    await upload(payment)
    expect(await confirm()).toMatchObject({ status: 200, json: { order_state: 3 } })
    expect(await orderOf(payment)).toMatchObject({ order_state: 3 })
    expect(await upload(payment, { shipping_list: [parcel('ZT0002')] })).toBe(10060004)
    expect(await merchant.console('GET', '/wechat/orders/NOBODYS')).toMatchObject({ status: 404 })
  })

  it('the path is kept, if it has a place for the number', async () => {
    await paid()
    const path = 'pkg-order/paid-order/paid-order?no=${商品订单号}'
    expect(await call('update_order_detail_path', { path: 'pkg-order/order' })).toMatchObject({ errcode: 10060014 })
    expect(await call('update_order_detail_path', { path })).toMatchObject({ errcode: 0 })
    expect(await call('get_order_detail_path', {})).toMatchObject({ errcode: 0, path })
    expect((await merchant.console('GET', '/wechat/order-path')).json).toEqual({ path })
  })
})
