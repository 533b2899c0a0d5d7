import { afterAll, beforeAll, expect, it } from 'vitest'
import type { OrderView } from '@jishi/contracts/order/order.schema'
import { AfterSaleDesk } from '../support/after-sale-desk.js'
import { expectSoundShop, operatorOf, orderOf, pay, stockOf } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { shopperOf } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

const STOCK = 40
const QTY = 4

let shop: WholeShop
let desk: AfterSaleDesk

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  desk = new AfterSaleDesk(shop, await shopperOf(shop, '13800004201'), await operatorOf(shop))
})
afterAll(async () => {
  await expectSoundShop(shop)
  await shop.close()
})

/** Numbers that look like chance and are the same every time. */
const dice = (seed: number) => {
  let state = seed
  return (sides: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * sides)
  }
}

/** Goods that came back to be sold, exchanged pieces by what left for them, and pieces that went for money. */
interface Ended {
  back: number
  sent: number[]
  refunded: number
}

/** One case of one piece from asking to its end, whichever the dice want. */
const oneCase = async (order: OrderView, skus: readonly string[], roll: (sides: number) => number, ended: Ended) => {
  const wanted = roll(skus.length)
  const kind = (['refund_only', 'return_refund', 'exchange', 'exchange'] as const)[roll(4)] ?? 'exchange'
  const sale = await desk.apply(order, 1, { kind }, kind === 'exchange' ? skus[wanted] : undefined)
  if (roll(6) === 0) return desk.withdraw(sale.id)
  const approved = await desk.approve(sale.id)
  if (kind === 'refund_only') return (ended.refunded += 1)
  if (approved.state === 'awaiting_difference') await pay(shop, desk.who, order.id)
  if (roll(6) === 0) return desk.withdraw(sale.id)
  await desk.sendBack(sale.id)
  const sellable = roll(2)
  await desk.inspect(sale.id, order, sellable)
  ended.back += sellable
  if (kind === 'return_refund') return (ended.refunded += 1)
  await desk.resend(sale.id)
  ended.sent[wanted] = (ended.sent[wanted] ?? 0) + 1
  return desk.take(sale.id)
}

it.each([11, 23, 47])('cases by dice %i: never more back than was paid, and every piece is somewhere', async (seed) => {
  const roll = dice(seed)
  const made = await new MadeGoods(shop).product({ stock: STOCK, pricesFen: [3_000, 2_600, 3_700] })
  const skus = made.skus.map(({ skuId }) => skuId)
  const order = await desk.shipped(skus[0] ?? '', QTY)
  if (roll(2) === 0) await desk.receive(order.id)
  const ended: Ended = { back: 0, sent: [], refunded: 0 }
  for (let left = QTY; left > 0; left = QTY - ended.refunded - ended.sent.reduce((sum, qty) => sum + (qty ?? 0), 0)) {
    await oneCase(order, skus, roll, ended)
    const now = await orderOf(desk.who, order.id)
    for (const line of now.lines) expect(line.refundedFen).toBeLessThanOrEqual(line.payableFen)
  }
  await desk.arrive()
  for (const [place, skuId] of skus.entries()) {
    const gone = (place === 0 ? QTY - ended.back : 0) + (ended.sent[place] ?? 0)
    expect(await stockOf(shop, skuId)).toEqual({ onHand: STOCK - gone, reserved: 0 })
  }
  const { pieces } = await shop.database.one<{ pieces: number }>(
    `select sum(returned_qty + kept_qty + exchanged_qty)::integer as pieces from order_lines where order_id = $1`,
    [order.id],
  )
  expect(pieces).toBe(QTY)
})

it('an order that goes back whole, piece by piece, leaves stock and money as they were', async () => {
  const { skus } = await new MadeGoods(shop).product({ stock: STOCK })
  const skuId = skus[0]?.skuId ?? ''
  const order = await desk.shipped(skuId, 3)
  for (let n = 0; n < 3; n += 1) {
    const { id } = await desk.apply(order, 1, {})
    await desk.approve(id)
    await desk.sendBack(id)
    await desk.inspect(id, order, 1)
  }
  await desk.arrive()
  expect(await orderOf(desk.who, order.id)).toMatchObject({ state: 'refunded', refundedFen: order.payableFen })
  expect(await stockOf(shop, skuId)).toEqual({ onHand: STOCK, reserved: 0 })
})
