import { dayMs, hourMs } from '@jishi/kernel/time'
import type { AfterSaleApplyBody } from '@jishi/contracts/order/after-sale.schema'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  codeOf,
  expectSoundShop,
  freshKey,
  operatorOf,
  orderOf,
  pay,
  placeNow,
  refusalOf,
  stockOf,
} from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { passTime } from '../support/payment-facts.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

const RETURN_ADDRESS = '小满 13000000000 杭州市余杭区演示路 8 号'
let shop: WholeShop
let ann: Shopper
let bob: Shopper
let operator: ShopClient
let other: ShopClient
let skuId: string
let parcels = 0

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  skuId = (await new MadeGoods(shop).product({ stock: 100 })).skus[0]?.skuId ?? ''
  ann = await shopperOf(shop, '13800008001')
  bob = await shopperOf(shop, '13800008002')
  operator = await operatorOf(shop)
  other = await operatorOf(shop)
  const { order } = await operator.settings.all()
  const value = { ...order.value, returnAddress: RETURN_ADDRESS }
  await operator.settings.change({
    body: { key: 'order', value, expectedVersion: order.version },
    idempotencyKey: freshKey(),
  })
})
afterAll(async () => {
  await expectSoundShop(shop)
  await shop.close()
})

const paid = async (qty: number, who = ann) => {
  const { id } = await placeNow(who, [{ skuId, qty }])
  await pay(shop, who, id)
  return orderOf(who, id)
}
const received = async (qty: number) => {
  const order = await paid(qty)
  const body = { carrierCode: 'ZTO' as const, trackingNo: `ZTO88000${(parcels += 1)}` }
  await operator.order.ship({ params: { id: order.id }, body, idempotencyKey: freshKey() })
  await ann.api.order.confirmReceipt({ params: { id: order.id } })
  return orderOf(ann, order.id)
}
type Order = Awaited<ReturnType<typeof paid>>
const asking = (order: Order, qty: number, given: Partial<AfterSaleApplyBody> = {}): AfterSaleApplyBody => ({
  orderId: order.id,
  kind: 'return_refund',
  reason: 'no_reason',
  lines: [{ lineId: order.lines[0]?.id ?? '', qty }],
  ...given,
})
const apply = (body: AfterSaleApplyBody, who = ann) => who.api.afterSale.apply({ body, idempotencyKey: freshKey() })
const on = (id: string) => ({ params: { id }, idempotencyKey: freshKey() })
const stateOf = async (id: string): Promise<string> =>
  (await shop.database.one<{ state: string }>('select state from after_sales where id = $1', [id])).state
const arrive = async (): Promise<void> => {
  await shop.settle()
  await shop.simulator.settled()
  await shop.settle()
}

describe('an after-sale', () => {
  it('of goods that never left is refunded at once, and nobody else sees it', async () => {
    const before = await stockOf(shop, skuId)
    const order = await paid(2)
    const asked = asking(order, 2, { kind: 'refund_only', reason: 'not_wanted' })
    expect(await ann.api.afterSale.preview({ body: asked })).toMatchObject({
      proposedFen: order.payableFen,
      freightFen: order.totals.freightFen,
      fastRefund: true,
    })
    const sale = await apply(asked)
    expect(sale).toMatchObject({ state: 'refunding', fast: true, agreedFen: order.payableFen })
    expect(await codeOf(bob.api.afterSale.one({ params: { id: sale.id } }))).toBe('NOT_FOUND')
    await arrive()
    expect(await ann.api.afterSale.one({ params: { id: sale.id } })).toMatchObject({
      state: 'done',
      refund: { amountFen: order.payableFen, arrivedFen: order.payableFen },
    })
    expect((await orderOf(ann, order.id)).state).toBe('refunded')
    expect(await stockOf(shop, skuId)).toEqual(before)
  })

  it('of one of three pieces: sent back, looked at, and stock again only as far as it can be sold', async () => {
    const order = await received(3)
    const before = await stockOf(shop, skuId)
    const sale = await apply(asking(order, 1))
    expect(sale.allowedActions).toEqual(['say', 'withdraw'])
    expect(await codeOf(apply(asking(order, 3)))).toBe('AFTER_SALE_NOT_POSSIBLE')
    expect(sale).toMatchObject({ returnAddress: null, returnCarriers: [] })
    await operator.afterSale.approve(on(sale.id))
    const awaited = await ann.api.afterSale.one({ params: { id: sale.id } })
    expect(awaited.returnAddress).toBe(RETURN_ADDRESS)
    expect(awaited.returnCarriers).toContainEqual({ code: 'SF', name: '顺丰速运' })
    const sendBack = (carrierCode: string) =>
      ann.api.afterSale.sendBack({ ...on(sale.id), body: { carrierCode, trackingNo: 'SF12345678' } })
    expect(await codeOf(sendBack('NOBODY'))).toBe('CARRIER_UNKNOWN')
    expect(await sendBack('SF')).toMatchObject({
      state: 'returning',
      returnAddress: RETURN_ADDRESS,
      returnCarriers: [],
    })
    expect(await stockOf(shop, skuId)).toEqual(before)
    const lineId = order.lines[0]?.id ?? ''
    const done = await operator.afterSale.inspect({
      ...on(sale.id),
      body: { accepted: true, lines: [{ lineId, sellableQty: 1 }] },
    })
    expect(done).toMatchObject({ state: 'refunding', agreedFen: sale.proposedFen, inspection: [{ sellableQty: 1 }] })
    expect((await stockOf(shop, skuId)).onHand).toBe(before.onHand + 1)
    await arrive()
    expect(await orderOf(ann, order.id)).toMatchObject({ state: 'completed', refundedFen: sale.proposedFen })
  })

  it('the buyer may ask for less, and gets exactly that', async () => {
    const order = await received(1)
    const sale = await apply(
      asking(order, 1, { kind: 'refund_only', reason: 'quality', askedFen: order.totals.freightFen + 1 }),
    )
    await operator.afterSale.approve(on(sale.id))
    await arrive()
    expect((await orderOf(ann, order.id)).refundedFen).toBe(order.totals.freightFen + 1)
  })

  it('that was refused goes to another operator than the one who refused', async () => {
    const order = await received(1)
    const sale = await apply(asking(order, 1, { kind: 'refund_only', reason: 'damaged', text: '盒子碎了' }))
    await operator.afterSale.askEvidence({ ...on(sale.id), body: { text: '请拍一张照片' } })
    await ann.api.afterSale.say({ ...on(sale.id), body: { text: '照片在这里' } })
    await operator.afterSale.refuse({ ...on(sale.id), body: { reason: '照片看不出问题' } })
    await ann.api.afterSale.complain({ ...on(sale.id), body: { text: '请平台看看' } })
    const arbitrate = (who: ShopClient) =>
      who.afterSale.arbitrate({ ...on(sale.id), body: { verdict: 'for_member', note: '确有破损' } })
    expect((await refusalOf(arbitrate(operator))).body.details).toMatchObject({ reason: 'REFUSED_BY_YOU' })
    await arbitrate(other)
    await arrive()
    const seen = await ann.api.afterSale.one({ params: { id: sale.id } })
    expect(seen.timeline.map(({ step }) => step)).toEqual([
      ...['apply', 'ask_evidence', 'answer', 'refuse', 'complain', 'rule_for_member', 'refunded'],
    ])
    expect(seen.messages.map(({ party }) => party)).toEqual(['member', 'operator', 'member', 'operator', 'member'])
  })

  it('T29: ten approvals at once give the money back once', async () => {
    const order = await received(1)
    const sale = await apply(asking(order, 1, { kind: 'refund_only', reason: 'quality' }))
    const approvals = await Promise.allSettled(
      Array.from({ length: 10 }, () => operator.afterSale.approve(on(sale.id))),
    )
    expect(approvals.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await arrive()
    expect((await orderOf(ann, order.id)).refundedFen).toBe(order.payableFen)
  })

  it('an open one of unsent goods keeps them in the shop, and two at once cannot ask for the same piece', async () => {
    const order = await paid(1, bob)
    const dear = asking(order, 1, { kind: 'refund_only', reason: 'not_wanted', askedFen: order.payableFen - 1 })
    const both = await Promise.allSettled([apply(dear, bob), apply(dear, bob)])
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const body = { carrierCode: 'ZTO' as const, trackingNo: 'ZTO99999999' }
    const shipped = operator.order.ship({ params: { id: order.id }, body, idempotencyKey: freshKey() })
    expect((await refusalOf(shipped)).body.code).toBe('ORDER_ACTION_NOT_ALLOWED')
  })

  it('of unsent goods is not for faults of goods, and nobody is paid at once for blaming the shop', async () => {
    const order = await paid(1, bob)
    for (const reason of ['quality', 'wrong_goods', 'damaged', 'missing'] as const) {
      const body = asking(order, 1, { kind: 'refund_only', reason })
      const [applied, shown] = [await refusalOf(apply(body, bob)), await refusalOf(bob.api.afterSale.preview({ body }))]
      for (const { body: told } of [applied, shown])
        expect(told).toMatchObject({ code: 'AFTER_SALE_NOT_POSSIBLE', details: { obstacle: 'NOT_SHIPPED' } })
    }
    const late = await apply(asking(order, 1, { kind: 'refund_only', reason: 'late' }), bob)
    expect(late).toMatchObject({ fast: false, state: 'requested' })
    await bob.api.afterSale.withdraw(on(late.id))
  })

  it('for a fault means the piece that was sent, though another is still in the shop', async () => {
    const order = await paid(2, bob)
    const lines = [{ lineId: order.lines[0]?.id ?? '', qty: 1 }]
    const parcel = { carrierCode: 'ZTO' as const, trackingNo: 'ZTO80099001', pieces: lines }
    await operator.order.ship({ params: { id: order.id }, body: parcel, idempotencyKey: freshKey() })
    const fault = { kind: 'refund_only', reason: 'damaged' } as const
    expect((await refusalOf(apply(asking(order, 2, fault), bob))).body.details).toMatchObject({ obstacle: 'TOO_MANY' })
    const { id } = await apply(asking(order, 1, fault), bob)
    const rows = await shop.database.rows('select how, qty from after_sale_lines where after_sale_id = $1', [id])
    expect(rows).toEqual([{ how: 'kept', qty: 1 }])
    await bob.api.afterSale.withdraw(on(id))
  })

  it('shows only pictures of whoever speaks, and is not talked in once it is over', async () => {
    const order = await received(1)
    const photoIds = ['AAAAAAAAAAAAAAAAAAAAAA']
    const fault = { kind: 'refund_only', reason: 'damaged' } as const
    const foreign = await refusalOf(apply(asking(order, 1, { ...fault, photoIds })))
    expect(foreign.body).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path: 'photoIds.0' }] })
    const sale = await apply(asking(order, 1, fault))
    const said = (id: string[]) => ann.api.afterSale.say({ ...on(sale.id), body: { text: '看这里', photoIds: id } })
    expect(await codeOf(said(photoIds))).toBe('VALIDATION_FAILED')
    await ann.api.afterSale.withdraw(on(sale.id))
    expect(await codeOf(said([]))).toBe('AFTER_SALE_ACTION_NOT_ALLOWED')
    const answer = operator.afterSale.adminSay({ ...on(sale.id), body: { text: '好的' } })
    expect(await codeOf(answer)).toBe('AFTER_SALE_ACTION_NOT_ALLOWED')
  })

  it('is fast three times a month, also where six orders ask at once', async () => {
    const cat = await shopperOf(shop, '13800008003')
    const orders: Order[] = []
    for (let n = 0; n < 6; n += 1) orders.push(await paid(1, cat))
    const wish = { kind: 'refund_only', reason: 'not_wanted' } as const
    const sales = await Promise.all(orders.map((order) => apply(asking(order, 1, wish), cat)))
    expect(sales.filter(({ fast }) => fast)).toHaveLength(3)
    await arrive()
  })

  // Sessions end while time passes, so this one comes last and looks at the rows.
  it('silence of the shop is a yes, silence of the buyer ends it', async () => {
    const order = await received(1)
    const sale = await apply(asking(order, 1))
    // With the gateway's clock, or the shop refuses what it says of refunds as too old.
    await passTime(shop, 48 * hourMs)
    await shop.sweep('order.after-sales-due')
    expect(await stateOf(sale.id)).toBe('awaiting_return')
    await arrive()
    await passTime(shop, 7 * dayMs)
    await shop.sweep('order.after-sales-due')
    expect(await stateOf(sale.id)).toBe('closed')
  })
})
