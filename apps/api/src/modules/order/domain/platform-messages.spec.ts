import { ORDER_STATES } from '@jishi/contracts/order/order.terms'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alipayOrderOf, isWhole, weixinShippingOf, type ReportedOrder } from './platform-messages.js'

const parcel = (trackingNo: string, title = '苹果'): ReportedOrder['parcels'][number] => ({
  ...{ trackingNo, carrier: 'ZTO', phoneTail: '8000' },
  goods: [{ title, qty: 1 }],
})
const order = (changes: Partial<ReportedOrder> = {}): ReportedOrder => ({
  ...{ state: 'shipped', placedAt: 0, payableFen: 2_990, parcels: [parcel('ZT1')] },
  lines: [{ title: '苹果', qty: 2, unitFen: 1_495, delivery: 'express' }],
  bought: [{ title: '苹果', qty: 2, unitFen: 1_495, delivery: 'express' }],
  ...changes,
})
const virtual = { lines: [{ title: '会员月卡', qty: 1, unitFen: 990, delivery: 'virtual' as const }], parcels: [] }

/** Half of a character that takes two places, without its other half. */
const LONE_HALF = /\p{Surrogate}/u

describe('what WeChat is told of a payment', () => {
  it('is one parcel that is all of it, or a list that says whether it is whole', () => {
    expect(weixinShippingOf(order())).toEqual({
      logistics_type: 1,
      delivery_mode: 1,
      shipping_list: [
        {
          ...{ tracking_no: 'ZT1', express_company: 'ZTO', item_desc: '苹果 ×1' },
          contact: { receiver_contact: '****8000' },
        },
      ],
    })
    const first = weixinShippingOf(order({ state: 'paid' }))
    expect(first).toMatchObject({ delivery_mode: 2, is_all_delivered: false, shipping_list: [{ tracking_no: 'ZT1' }] })
    const both = weixinShippingOf(order({ parcels: [parcel('ZT1'), parcel('ZT2')] }))
    expect(both).toMatchObject({ delivery_mode: 2, is_all_delivered: true })
  })

  it('is nothing before anything left, and what was handed over where no parcel goes', () => {
    expect(weixinShippingOf(order({ state: 'paid', parcels: [] }))).toBeUndefined()
    expect(weixinShippingOf(order({ state: 'paid', ...virtual }))).toBeUndefined()
    expect(weixinShippingOf(order(virtual))).toEqual({
      logistics_type: 3,
      delivery_mode: 1,
      shipping_list: [{ item_desc: '会员月卡 ×1' }],
    })
  })

  it('waits for the parcel where some of it went by itself before', () => {
    const mixed = { lines: [...order().lines, ...virtual.lines] }
    expect(weixinShippingOf(order({ ...mixed, state: 'paid', parcels: [] }))).toBeUndefined()
    expect(weixinShippingOf(order(mixed))).toMatchObject({ logistics_type: 1, delivery_mode: 1 })
  })

  it('fits its rules whatever the order is: words, number of parcels, splits, whole where the order says so', () => {
    const titles = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 })
    const orders = fc.record({
      state: fc.constantFrom(...ORDER_STATES),
      parcels: fc.array(
        titles.map((title) => parcel('ZT', title)),
        { maxLength: 14 },
      ),
    })
    fc.assert(
      fc.property(orders, (changes) => {
        const made = order(changes)
        const told = weixinShippingOf(made)
        if (told === undefined) return made.parcels.length === 0 || made.state === 'refunded'
        const { delivery_mode: mode, shipping_list: list } = told
        expect(list.length).toBeGreaterThan(0)
        expect(list.length).toBeLessThanOrEqual(10)
        expect(mode === 1).toBe(list.length === 1 && isWhole(told))
        expect(isWhole(told)).toBe(made.state === 'shipped' || made.state === 'completed')
        return list.every(({ item_desc: words }) => words.length > 0 && words.length <= 120 && !LONE_HALF.test(words))
      }),
    )
  })
})

describe('what Alipay is told of a payment', () => {
  it('is every state after the payment, and none before', () => {
    const told = ORDER_STATES.filter((state) => alipayOrderOf(order({ state })) !== undefined)
    expect(told.toSorted()).toEqual(['completed', 'paid', 'refunded', 'shipped'])
    expect(alipayOrderOf(order())).toEqual({
      status: 'WAIT_BUYER_CONFIRM_GOODS',
      items: order().lines,
      parcels: [{ trackingNo: 'ZT1', carrier: 'ZTO' }],
    })
  })

  it('is what was bought where nothing is left once the money went back, and nothing until then', () => {
    const none = { lines: [], parcels: [] }
    expect(alipayOrderOf(order({ ...none, state: 'paid' }))).toBeUndefined()
    expect(alipayOrderOf(order({ ...none, state: 'refunded' }))).toEqual({
      status: 'TRADE_CLOSED',
      items: order().bought,
      parcels: [],
    })
  })
})
