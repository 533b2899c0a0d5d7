import { isoOf } from '@jishi/kernel/time'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { InventoryFacade } from '../../src/modules/inventory/index.js'
import { AfterSaleDesk } from '../support/after-sale-desk.js'
import { codeOf, expectSoundShop, operatorOf, orderOf, refusalOf, stockOf } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { shopperOf } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let desk: AfterSaleDesk
let own: string
let same: string
let dearer: string
let shoppers = 0

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
})
afterAll(async () => {
  await expectSoundShop(shop)
  await shop.close()
})
beforeEach(async () => {
  const who = await shopperOf(shop, `1380004200${(shoppers += 1)}`)
  desk = new AfterSaleDesk(shop, who, await operatorOf(shop))
  const { skus } = await new MadeGoods(shop).product({ stock: 20, pricesFen: [3_000, 3_000, 3_700] })
  ;[own = '', same = '', dearer = ''] = skus.map(({ skuId }) => skuId)
})

const refundedOf = async (orderId: string): Promise<number> => {
  await desk.arrive()
  return (await orderOf(desk.who, orderId)).refundedFen
}
const received = async (skuId: string, qty: number) => {
  const order = await desk.shipped(skuId, qty)
  return desk.receive(order.id)
}
const reasonOf = async (refused: Promise<unknown>): Promise<unknown> =>
  ((await refusalOf(refused)).body.details as { reason?: string }).reason

describe('a replacement that is not sent', () => {
  it('becomes money by the hand of a person: its goods are free, the difference and the freight come back', async () => {
    const order = await received(own, 1)
    const id = await desk.toResend(order, dearer)
    expect(await stockOf(shop, dearer)).toEqual({ onHand: 20, reserved: 1 })
    const decided = await desk.refundInstead(id, '仓库里这一件压坏了')
    expect(decided).toMatchObject({ state: 'refunding', kind: 'return_refund' })
    expect(await stockOf(shop, dearer)).toEqual({ onHand: 20, reserved: 0 })
    // What the shop cannot send is its own fault, whatever the buyer exchanged it for.
    expect(await refundedOf(order.id)).toBe(order.payableFen + 700)
    const seen = await desk.one(id)
    expect(seen).toMatchObject({ state: 'done', agreedFen: order.payableFen, exchange: null })
    expect(seen.timeline.find(({ step }) => step === 'refund_instead')).toMatchObject({
      party: 'operator',
      note: '仓库里这一件压坏了',
    })
    expect(seen.messages.at(-1)).toMatchObject({ party: 'operator', text: '仓库里这一件压坏了' })
    expect(await codeOf(desk.refundInstead(id))).toBe('AFTER_SALE_ACTION_NOT_ALLOWED')
    const trail = await shop.database.rows(
      `select action, permission, before, after from audit_log where subject_id = $1 and action = 'after_sale.refunded_instead'`,
      [id],
    )
    expect(trail).toMatchObject([
      { permission: 'after-sale.handle', before: { state: 'to_resend' }, after: { state: 'refunding', sent: false } },
    ])
  })

  it('is no step of a refund, nor of an exchange whose goods are not back', async () => {
    const order = await received(own, 2)
    const refund = await desk.apply(order, 1, {})
    expect(await codeOf(desk.refundInstead(refund.id))).toBe('AFTER_SALE_ACTION_NOT_ALLOWED')
    const { id } = await desk.exchange(order, 1, same)
    await desk.approve(id)
    expect(await codeOf(desk.refundInstead(id))).toBe('AFTER_SALE_ACTION_NOT_ALLOWED')
    await desk.withdraw(id)
    await desk.withdraw(refund.id)
  })
})

describe('a replacement that is lost on its way', () => {
  it('is waited for while it travels, and once it was signed for it is no more lost', async () => {
    const order = await received(own, 1)
    const id = await desk.toResend(order, same)
    const sent = await desk.resend(id)
    expect(sent.allowedActions).toEqual(['say'])
    expect(await reasonOf(desk.refundInstead(id))).toBe('ON_ITS_WAY')
    await desk.losesReplacement(id)
    const shown = await desk.operator.afterSale.adminOne({ params: { id } })
    expect(shown.allowedActions).toEqual(['say', 'refund_instead'])
    await shop.database.execute('update shipments set signed_at = $2 where after_sale_id = $1', [
      ...[id, isoOf(shop.clock.now())],
    ])
    expect(await reasonOf(desk.refundInstead(id))).toBe('SIGNED')
    await desk.take(id)
  })

  it('gives back the pieces it stood for with the difference that was paid; its goods are gone', async () => {
    const order = await received(own, 1)
    const id = await desk.toResend(order, dearer)
    await desk.resend(id)
    await desk.losesReplacement(id)
    expect(await desk.refundInstead(id)).toMatchObject({ state: 'refunding', kind: 'return_refund' })
    expect(await refundedOf(order.id)).toBe(order.payableFen + 700)
    expect(await stockOf(shop, dearer)).toEqual({ onHand: 19, reserved: 0 })
    expect(await desk.one(id)).toMatchObject({ state: 'done', refund: { amountFen: order.payableFen } })
    const { state } = await shop.database.one<{ state: string }>('select state from orders where id = $1', [order.id])
    expect(state).toBe('refunded')
  })

  it('of cheaper goods gives less by what went back when they left, and the other piece its whole share', async () => {
    const order = await received(dearer, 2)
    const id = await desk.toResend(order, own)
    await desk.resend(id)
    expect(await refundedOf(order.id)).toBe(700)
    await desk.losesReplacement(id)
    expect(await desk.refundInstead(id)).toMatchObject({ agreedFen: 3_000 })
    expect(await refundedOf(order.id)).toBe(3_700)
    const rest = await desk.apply(order, 1, { kind: 'return_refund', reason: 'no_reason' })
    expect(rest.proposedFen).toBe(3_700)
    await desk.approve(rest.id)
    await desk.sendBack(rest.id)
    await desk.inspect(rest.id, order, 1)
    expect(await refundedOf(order.id)).toBe(order.totals.goodsPaidFen)
  })
})

it('what is offered in an exchange is what can be reserved, wherever else the goods lie', async () => {
  const { skus } = await new MadeGoods(shop).product({ stock: 1, pricesFen: [2_000, 2_000] })
  const [mine = '', wanted = ''] = skus.map(({ skuId }) => skuId)
  const order = await received(mine, 1)
  const { id } = await desk.exchange(order, 1, wanted)
  // The last one at the place where orders are served is sold; five more lie where nothing is reserved.
  await desk.paid(wanted, 1)
  const { locationId } = await shop.database.one<{ locationId: string }>(
    `insert into locations (id, code, kind, name) values (gen_random_uuid(), 'store-2', 'store', '二号店') returning id as "locationId"`,
  )
  await shop.database.transaction((tx) =>
    shop.get(InventoryFacade).receive(tx, { skuId: wanted, qty: 5, reference: 'store-2', locationId }),
  )
  const refused = await refusalOf(desk.approve(id))
  expect(refused.body).toMatchObject({ code: 'OUT_OF_STOCK', details: { items: [{ skuId: wanted, available: 0 }] } })
  await shop.database.execute('update after_sales set deadline_at = $2 where id = $1', [id, isoOf(shop.clock.now())])
  await shop.sweep('order.after-sales-due')
  expect(await desk.one(id)).toMatchObject({ state: 'awaiting_return', kind: 'return_refund' })
  await desk.withdraw(id)
  const { lines } = await desk.who.api.afterSale.exchangeOptions({ params: { id: order.id } })
  expect(lines[0]?.items.find(({ skuId }) => skuId === wanted)?.available).toBe(0)
  const again = await refusalOf(desk.exchange(order, 1, wanted))
  expect(again.body).toMatchObject({ code: 'AFTER_SALE_NOT_POSSIBLE', details: { obstacle: 'OUT_OF_STOCK' } })
})
