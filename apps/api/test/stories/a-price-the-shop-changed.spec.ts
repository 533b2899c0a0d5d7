import { allocate } from '@jishi/kernel/allocate'
import { fen } from '@jishi/kernel/money'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectSoundShop, freshKey, operatorOf, orderOf, pay, placeNow } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { changePrice } from '../support/price-desk.js'
import { arrive, cancelPieces, moneyOf } from '../support/shop-desk.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

const PIECES = 3
const PRICE_FEN = 9_900

let shop: WholeShop
let desk: ShopClient
let ann: Shopper
let skuId: string
let shoppers = 0

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  desk = await operatorOf(shop)
  skuId = (await new MadeGoods(shop).product({ stock: 100, pricesFen: [PRICE_FEN] })).skus[0]?.skuId ?? ''
})
afterAll(async () => {
  try {
    await expectSoundShop(shop)
  } finally {
    await shop.close()
  }
})
beforeEach(async () => {
  ann = await shopperOf(shop, `1380000480${(shoppers += 1)}`)
})

/** Three pieces whose price the shop moved by this much before they were paid. */
const paidAt = async (moveFen: number) => {
  const placed = await placeNow(ann, [{ skuId, qty: PIECES }])
  await changePrice(desk, placed, { moves: [moveFen] })
  await pay(shop, ann, placed.id)
  return { placed, paid: await orderOf(ann, placed.id) }
}
const received = async (id: string): Promise<void> => {
  const body = { carrierCode: 'ZTO', trackingNo: `ZTO48000${shoppers}` }
  await desk.order.ship({ params: { id }, body, idempotencyKey: freshKey() })
  await ann.api.order.confirmReceipt({ params: { id } })
  await shop.settle()
}
type Paid = Awaited<ReturnType<typeof paidAt>>['paid']
/** One faulty piece, agreed to at once, and what the buyer got for it. */
const onePieceBack = async (order: Paid): Promise<number> => {
  const before = (await orderOf(ann, order.id)).refundedFen
  const lines = [{ lineId: order.lines[0]?.id ?? '', qty: 1 }]
  const body = { orderId: order.id, kind: 'refund_only' as const, reason: 'quality' as const, lines }
  const { id } = await ann.api.afterSale.apply({ body, idempotencyKey: freshKey() })
  await desk.afterSale.approve({ params: { id }, idempotencyKey: freshKey() })
  await arrive(shop)
  return (await orderOf(ann, order.id)).refundedFen - before
}
/** What the books hold because of this buyer, credit positive. */
const accountOf = async (account: string): Promise<number> => {
  const { held } = await shop.database.one<{ held: number }>(
    `select coalesce(-sum(e.amount_fen), 0)::bigint as held from ledger_txns t join ledger_entries e on e.txn_id = t.id
      where e.account_code = $2 and t.member_id = $1`,
    [ann.memberId, account],
  )
  return held
}

describe.each([
  ['lower', -1_001],
  ['higher', 1_001],
])('a price that the shop made %s before it was paid', (_, moveFen) => {
  it('is what is paid, what is earned, and what comes back piece by piece, to the fen', async () => {
    const { placed, paid } = await paidAt(moveFen)
    expect(paid).toMatchObject({ state: 'paid', payableFen: placed.payableFen + moveFen })
    expect(paid.lines[0]).toMatchObject({ adjustFen: moveFen })
    expect((await moneyOf(shop, paid.id)).came).toBe(placed.payableFen + moveFen)
    await received(paid.id)
    expect(await accountOf('sales')).toBe(PIECES * PRICE_FEN + moveFen)

    const pieces = allocate(fen(PIECES * PRICE_FEN + moveFen), [1, 1, 1])
    expect(new Set(pieces).size).toBe(2)
    expect(await onePieceBack(paid)).toBe(pieces[0])
    expect(await onePieceBack(paid)).toBe(pieces[1])
    expect(await ann.api.invoice.ofOrder({ params: { id: paid.id } })).toMatchObject({
      amountFen: (pieces[2] ?? 0) + paid.totals.freightFen,
    })
    // A faulty line brings its freight with its last piece.
    expect(await onePieceBack(paid)).toBe((pieces[2] ?? 0) + paid.totals.freightFen)
    const money = await moneyOf(shop, paid.id)
    expect(money.back).toBe(money.came)
    for (const account of ['contract_liability', 'refund_payable']) expect(await accountOf(account)).toBe(0)
  })

  it('comes back whole where the shop cancels what was paid', async () => {
    const { paid } = await paidAt(moveFen)
    await cancelPieces(desk, paid.id)
    await arrive(shop)
    expect(await orderOf(ann, paid.id)).toMatchObject({ state: 'refunded', refundedFen: paid.payableFen })
    for (const account of ['contract_liability', 'refund_payable', 'sales', 'freight']) {
      expect([account, await accountOf(account)]).toEqual([account, 0])
    }
  })
})

describe('an order at any moment', () => {
  it('costs what it did before the change, and after it what it was changed to', async () => {
    const placed = await placeNow(ann, [{ skuId, qty: PIECES }])
    const before = new Date(shop.clock.now()).toISOString()
    shop.clock.advance(60_000)
    await changePrice(desk, placed, { moves: [-500] })
    const at = async (query: { at?: string }) =>
      (await desk.insight.orderAt({ params: { id: placed.id }, query })).standing
    expect(await at({ at: before })).toMatchObject({ price: { payableFen: placed.payableFen } })
    expect(await at({})).toMatchObject({ price: { payableFen: placed.payableFen - 500 } })
  })
})
