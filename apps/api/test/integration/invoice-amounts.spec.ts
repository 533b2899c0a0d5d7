import type { AdminInvoiceDetail } from '@jishi/contracts/invoice/invoice.schema'
import { dayMs, shopDay } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AfterSaleDesk } from '../support/after-sale-desk.js'
import { expectSoundShop, operatorOf, orderOf, pay } from '../support/buying.js'
import { addressIn, FAR, FAR_FEN, goodsByRegion, HERE_FEN, sendTo } from '../support/far-away.js'
import { askFor, giveBack, liveOf, reverse, takeAndIssue } from '../support/invoice-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

const DEARER_FEN = FAR_FEN - HERE_FEN
let shop: WholeShop
let operator: ShopClient
let ann: Shopper
let desk: AfterSaleDesk

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  operator = await operatorOf(shop)
  ann = await shopperOf(shop, '13800096001', '安小姐')
  desk = new AfterSaleDesk(shop, ann, operator)
})
afterAll(async () => {
  await expectSoundShop(shop)
  await shop.close()
})

const on = (id: string) => ({ params: { id } })
/** What is shown to whoever types it at the tax bureau comes to what may be invoiced. */
const explained = async (id: string): Promise<AdminInvoiceDetail> => {
  const detail = await operator.invoiceDesk.detail(on(id))
  const goodsFen = detail.lines.reduce((sum, { amountFen }) => sum + amountFen, 0)
  expect(goodsFen + detail.freightFen + detail.exchangeFen).toBe(detail.leftFen)
  return detail
}

describe('what an invoice covers', () => {
  it('counts a dearer way that was paid later as freight, until it goes back', async () => {
    const skuId = await goodsByRegion(shop, operator)
    const { id: orderId, totals } = await desk.paid(skuId, 2)
    await sendTo(ann, orderId, await addressIn(shop, ann, FAR), DEARER_FEN)
    const { id } = await askFor(ann, orderId)
    expect(await explained(id)).toMatchObject({ freightFen: HERE_FEN, exchangeFen: 0 })
    await pay(shop, ann, orderId)
    await desk.ship(orderId)
    await desk.receive(orderId)
    await shop.settle()
    expect(await explained(id)).toMatchObject({ freightFen: FAR_FEN, leftFen: totals.goodsPaidFen + FAR_FEN })
    await giveBack(shop, operator, ann, orderId, 1)
    expect((await explained(id)).freightFen).toBe(FAR_FEN)
    await giveBack(shop, operator, ann, orderId, 1)
    expect(await explained(id)).toMatchObject({ freightFen: 0, leftFen: 0 })
  })

  it('names exchanged pieces by what the buyer has now, with what was paid for dearer ones beside them', async () => {
    const { skus } = await new MadeGoods(shop).product({ pricesFen: [3_000, 3_700] })
    const [own, dearer] = skus.map(({ skuId }) => skuId)
    const order = await desk.shipped(own ?? '', 3)
    await desk.receive(order.id)
    const { id } = await askFor(ann, order.id)
    const sale = await desk.exchange(order, 1, dearer ?? '')
    await desk.approve(sale.id)
    await pay(shop, ann, order.id)
    expect(await explained(id)).toMatchObject({ exchangeFen: 700, lines: [{ qty: 3 }] })
    await desk.sendBack(sale.id)
    await desk.inspect(sale.id, order, 1)
    await desk.resend(sale.id)
    await desk.take(sale.id)
    await desk.arrive()
    const { lines } = await explained(id)
    expect(lines.map(({ skuLabel, qty }) => [skuLabel, qty])).toEqual([
      ['规格 1', 2],
      ['规格 2', 1],
    ])
    await giveBack(shop, operator, ann, order.id, 1)
    expect(await explained(id)).toMatchObject({ exchangeFen: 700, lines: [{ qty: 2 }, { qty: 1 }] })
  })
})

describe('an order that ends before receipt with its freight left', () => {
  it('has its invoice become due by the end, for the freight, and issued', async () => {
    const order = await desk.shipped(await goodsByRegion(shop, operator), 1)
    const { id } = await askFor(ann, order.id)
    const sale = await desk.apply(order, 1, { reason: 'not_wanted' })
    await desk.approve(sale.id)
    await desk.sendBack(sale.id)
    await desk.inspect(sale.id, order, 1)
    await desk.arrive()
    expect(await orderOf(ann, order.id)).toMatchObject({ state: 'refunded' })
    const due = await explained(id)
    expect(due).toMatchObject({ state: 'requested', amountFen: HERE_FEN, allowedActions: ['take', 'refuse'] })
    const { endedAt } = await shop.database.one<{ endedAt: number }>(
      `select happened_at as "endedAt" from order_events where order_id = $1 and to_state = 'refunded'`,
      [order.id],
    )
    expect(Date.parse(due.dueAt ?? '')).toBe(endedAt + 7 * dayMs)
    expect((await takeAndIssue(shop, operator, id)).blue?.issuedOn).toBe(shopDay(shop.clock.now()))
    await operator.invoiceDesk.beginReversal({ ...on(id), body: { note: '重开' } })
    await reverse(shop, operator, id)
    expect(await liveOf(ann, order.id)).toMatchObject({ state: 'requested', amountFen: HERE_FEN })
    expect((await operator.invoiceDesk.detail(on((await liveOf(ann, order.id)).id))).dueAt).not.toBeNull()
  })
})
