import { minuteMs } from '@jishi/kernel/time'
import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { IdentityFacade } from '../../src/modules/identity/index.js'
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
} from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let operator: ShopClient
let skuId: string
let shoppers = 0
let parcels = 0

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  operator = await operatorOf(shop)
  const { spuId, skus } = await new MadeGoods(shop).product({ stock: 500 })
  skuId = skus[0]?.skuId ?? ''
  const everywhere = {
    regionPrefixes: [],
    first: 1,
    firstFen: 800,
    next: 1,
    nextFen: 0,
    freeOverFen: null,
    freeOverQty: null,
  }
  const far = { ...everywhere, regionPrefixes: ['65'], firstFen: 2_000 }
  const next = { ...everywhere, regionPrefixes: ['12'], firstFen: 500 }
  const { id } = await operator.freight.addFreightTemplate({
    body: { name: '按件', unit: 'piece', rates: [everywhere, far, next], noDeliveryPrefixes: ['54'] },
    idempotencyKey: freshKey(),
  })
  await shop.database.execute('update spus set freight_template_id = $2 where id = $1', [spuId, id])
})
afterAll(() => shop.close())
beforeEach(async () => {
  ann = await shopperOf(shop, `1380000310${(shoppers += 1)}`)
})

const addressIn = (regionCode: string): Promise<string> =>
  shop.database.transaction((tx) => {
    const address = { receiver: '林大满', phone: '13800003199', regionCode, detail: '和平路 1 号', isDefault: false }
    return shop.get(IdentityFacade).addAddress(tx, ann.memberId, address)
  })
const paidOrder = async (): Promise<string> => {
  const { id } = await placeNow(ann, [{ skuId, qty: 1 }])
  await pay(shop, ann, id)
  return id
}
const send = (id: string, addressId: string, differenceFen: number) =>
  ann.api.orderCentre.readdress({ params: { id }, body: { addressId, differenceFen }, idempotencyKey: freshKey() })
const ship = (id: string) =>
  operator.order.ship({ params: { id }, body: { carrierCode: 'ZTO', trackingNo: `ZTO31000${(parcels += 1)}` } })
const changesOf = async (id: string): Promise<string[]> =>
  (
    await shop.database.rows<{ state: string }>(
      'select state from order_address_changes where order_id = $1 order by asked_at, id',
      [id],
    )
  ).map(({ state }) => state)

describe('another address before the parcel leaves', () => {
  it('that costs the same is taken at once, and the history says so', async () => {
    const [id, near] = [await paidOrder(), await addressIn('310101')]
    expect(await ann.api.orderCentre.quoteAddress({ params: { id }, query: { addressId: near } })).toEqual({
      deliverable: true,
      paidFreightFen: 800,
      freightFen: 800,
      differenceFen: 0,
    })
    const order = await send(id, near, 0)
    await shop.settle()
    expect(order.receiver).toMatchObject({ name: '林大满', detail: '和平路 1 号' })
    expect(order.timeline.at(-1)).toMatchObject({ step: 'change_address', actor: 'member' })
    expect(await changesOf(id)).toEqual(['done'])
    expect((await ship(id)).state).toBe('shipped')
    expect(await codeOf(send(id, ann.addressId, 0))).toBe('ORDER_ACTION_NOT_ALLOWED')
  })

  it('where the shop does not deliver is refused, and so is a price that was not agreed to', async () => {
    const [id, nowhere, far] = [await paidOrder(), await addressIn('540102'), await addressIn('650102')]
    expect(await codeOf(send(id, nowhere, 0))).toBe('NOT_DELIVERABLE')
    const refused = await refusalOf(send(id, far, 0))
    expect(refused.body).toMatchObject({ code: 'FREIGHT_CHANGED', details: { quote: { differenceFen: 1_200 } } })
    expect(await changesOf(id)).toEqual([])
  })

  it('that costs less is taken at once, and the difference goes back', async () => {
    const [id, cheap] = [await paidOrder(), await addressIn('120101')]
    const order = await send(id, cheap, -300)
    expect(order).toMatchObject({ state: 'paid', refundedFen: 300, receiver: { name: '林大满' } })
    expect(await codeOf(send(id, ann.addressId, 0))).toBe('FREIGHT_CHANGED')
    expect((await send(id, ann.addressId, 300)).owedFen).toBe(300)
  })

  it('that costs more holds the parcel, and is taken when the difference is paid', async () => {
    const [id, far] = [await paidOrder(), await addressIn('650102')]
    const asked = await send(id, far, 1_200)
    expect(asked).toMatchObject({ state: 'paid', owedFen: 1_200, newAddress: { differenceFen: 1_200 } })
    expect(asked.receiver?.name).toBe(ann.receiver)
    expect(asked.allowedActions).toContain('pay')
    expect(asked.allowedActions).not.toContain('change_address')
    expect((await refusalOf(ship(id))).body.details).toMatchObject({ reason: 'HELD_SHIP' })
    await pay(shop, ann, id)
    const changed = await orderOf(ann, id)
    expect(changed).toMatchObject({ state: 'paid', owedFen: null, newAddress: null, receiver: { name: '林大满' } })
    expect(changed.timeline.at(-1)).toMatchObject({ step: 'change_address', actor: 'system' })
    const voucher = await ann.api.orderCentre.voucher({ params: { id } })
    expect(voucher.payments.map(({ kind, amountFen }) => [kind, amountFen])).toEqual([
      ['full', changed.payableFen],
      ['supplement', 1_200],
    ])
    await ship(id)
    await ann.api.order.confirmReceipt({ params: { id } })
    const { earned } = await shop.database.one<{ earned: number }>(
      `select -sum(e.amount_fen)::bigint as earned from ledger_txns t join ledger_entries e on e.txn_id = t.id
        where e.account_code = 'freight' and t.member_id = $1`,
      [ann.memberId],
    )
    expect(earned).toBe(2_000)
  })
})

describe('at the same time', () => {
  it('and an after-sale keep out of each other’s way: no money for a way that may not be gone', async () => {
    const [id, far] = [await paidOrder(), await addressIn('650102')]
    const lineId = (await orderOf(ann, id)).lines[0]?.id ?? ''
    const wanted = { orderId: id, kind: 'refund_only', reason: 'not_wanted', lines: [{ lineId, qty: 1 }] } as const
    const apply = () =>
      ann.api.afterSale.apply({
        body: { ...wanted, lines: [...wanted.lines], askedFen: 900 },
        idempotencyKey: freshKey(),
      })
    await send(id, far, 1_200)
    const waiting = await refusalOf(apply())
    expect(waiting.body).toMatchObject({ code: 'AFTER_SALE_NOT_POSSIBLE', details: { obstacle: 'HELD' } })
    await ann.api.orderCentre.keepAddress({ params: { id }, idempotencyKey: freshKey() })
    await apply()
    expect(await codeOf(send(id, far, 1_200))).toBe('ORDER_ACTION_NOT_ALLOWED')
  })

  it('fifty reminders count once and ten extensions put off once', async () => {
    const id = await paidOrder()
    const reminders = await parallel(50, () =>
      ann.api.orderCentre.remind({ params: { id }, idempotencyKey: freshKey() }),
    )
    expect(reminders.fulfilled).toHaveLength(1)
    await ship(id)
    const extensions = await parallel(10, () =>
      ann.api.orderCentre.extendReceipt({ params: { id }, idempotencyKey: freshKey() }),
    )
    expect(extensions.fulfilled).toHaveLength(1)
    const steps = (await orderOf(ann, id)).timeline.map(({ step }) => step)
    expect(steps).toEqual(['place', 'pay', 'remind', 'ship', 'extend_receipt'])
  })

  it('a change of address and a parcel: one of them is first, and the parcel goes where it says', async () => {
    const near = await addressIn('310101')
    for (let round = 0; round < 4; round += 1) {
      const id = await paidOrder()
      const [sent, shipped] = await Promise.allSettled([send(id, near, 0), ship(id)])
      expect(shipped.status).toBe('fulfilled')
      const { receiver, timeline } = await orderOf(ann, id)
      expect(receiver?.name).toBe(sent.status === 'fulfilled' ? '林大满' : ann.receiver)
      expect(timeline.at(-1)?.step).toBe('ship')
    }
  })

  it('the money for a change and its being given up: one of them wins, and money that lost goes back', async () => {
    const far = await addressIn('650102')
    for (let round = 0; round < 3; round += 1) {
      const id = await paidOrder()
      await send(id, far, 1_200)
      const { attemptNo } = await startPaying(ann, id)
      await Promise.allSettled([shop.simulator.pay(attemptNo), ann.api.orderCentre.keepAddress({ params: { id } })])
      await shop.simulator.settled()
      await shop.settle()
      await shop.sweep('order.drop-supplements')
      const [change] = await changesOf(id)
      const { receiver } = await orderOf(ann, id)
      expect(receiver?.name).toBe(change === 'done' ? '林大满' : ann.receiver)
      expect(['done', 'dropped']).toContain(change)
    }
  })
})

describe('a change nobody pays for', () => {
  it('is given up, or its time is over: it does not happen, and the parcel is free again', async () => {
    const [given, late, far] = [await paidOrder(), await paidOrder(), await addressIn('650102')]
    await send(given, far, 1_200)
    await startPaying(ann, given)
    const kept = await ann.api.orderCentre.keepAddress({ params: { id: given } })
    expect(kept).toMatchObject({ owedFen: null, newAddress: null, receiver: { name: ann.receiver } })
    expect(await codeOf(ann.api.orderCentre.keepAddress({ params: { id: given } }))).toBe('ORDER_ACTION_NOT_ALLOWED')
    await send(late, far, 1_200)
    shop.clock.advance(31 * minuteMs)
    await shop.sweep('order.drop-supplements')
    for (const id of [given, late]) {
      expect(await changesOf(id)).toEqual(['dropped'])
      expect((await ship(id)).state).toBe('shipped')
    }
  })

  it('leaves the shop sound', async () => {
    await shop.sweep()
    await shop.simulator.settled()
    await expectSoundShop(shop)
  })
})
