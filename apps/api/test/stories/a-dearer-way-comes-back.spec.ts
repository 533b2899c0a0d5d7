import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectSoundShop, freshKey, operatorOf, orderOf, pay, placeNow, stockOf } from '../support/buying.js'
import {
  addressIn,
  FAR,
  FAR_FEN,
  goodsByRegion,
  HERE_FEN,
  NEXT_DOOR,
  NEXT_DOOR_FEN,
  sendTo,
} from '../support/far-away.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

const DEARER_FEN = FAR_FEN - HERE_FEN
let shop: WholeShop
let ann: Shopper
let operator: ShopClient
let skuId: string
let shoppers = 0
let parcels = 0

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  operator = await operatorOf(shop)
  skuId = await goodsByRegion(shop, operator)
})
afterAll(() => shop.close())
beforeEach(async () => {
  ann = await shopperOf(shop, `1380000320${(shoppers += 1)}`)
})

const paidToFarAway = async (qty = 2) => {
  const { id } = await placeNow(ann, [{ skuId, qty }])
  await pay(shop, ann, id)
  await sendTo(ann, id, await addressIn(shop, ann, FAR), DEARER_FEN)
  await pay(shop, ann, id)
  return orderOf(ann, id)
}
const arrive = async (): Promise<void> => {
  await shop.settle()
  await shop.simulator.settled()
  await shop.settle()
}
type Order = Awaited<ReturnType<typeof paidToFarAway>>
const asking = (order: Order, qty: number, reason: 'not_wanted' | 'quality') => ({
  ...{ orderId: order.id, kind: 'refund_only' as const, reason },
  lines: [{ lineId: order.lines[0]?.id ?? '', qty }],
})
const apply = (order: Order, qty: number, reason: 'not_wanted' | 'quality' = 'not_wanted') =>
  ann.api.afterSale.apply({ body: asking(order, qty, reason), idempotencyKey: freshKey() })
/** What the books hold because of this buyer, credit positive. */
const accountOf = async (account: string): Promise<number> => {
  const { held } = await shop.database.one<{ held: number }>(
    `select coalesce(-sum(e.amount_fen), 0)::bigint as held from ledger_txns t join ledger_entries e on e.txn_id = t.id
      where e.account_code = $2 and t.member_id = $1`,
    [ann.memberId, account],
  )
  return held
}

describe('what was paid for a dearer way', () => {
  it('goes back with the whole order before it is shipped: not a fen stays, and each is explained', async () => {
    const before = await stockOf(shop, skuId)
    const order = await paidToFarAway()
    const preview = await ann.api.afterSale.preview({ body: asking(order, 2, 'not_wanted') })
    expect(preview).toMatchObject({
      goodsFen: order.totals.goodsPaidFen,
      freightFen: HERE_FEN,
      supplementFen: DEARER_FEN,
      proposedFen: order.payableFen + DEARER_FEN,
      fastRefund: true,
    })
    const sale = await apply(order, 2)
    expect(sale).toMatchObject({ agreedFen: order.payableFen + DEARER_FEN, supplementFen: DEARER_FEN })
    await arrive()
    expect(await orderOf(ann, order.id)).toMatchObject({
      state: 'refunded',
      refundedFen: order.payableFen + DEARER_FEN,
      supplement: { paidFen: DEARER_FEN, refundedFen: DEARER_FEN },
    })
    expect(await stockOf(shop, skuId)).toEqual(before)
    for (const account of ['contract_liability', 'refund_payable', 'freight', 'sales']) {
      expect([account, await accountOf(account)]).toEqual([account, 0])
    }
    const { standing } = await operator.insight.orderAt({ params: { id: order.id }, query: {} })
    expect(standing?.refunds.map(({ amountFen }) => amountFen).sort((a, b) => a - b)).toEqual([
      DEARER_FEN,
      order.payableFen,
    ])
    expect(standing).toMatchObject({ state: 'refunded', receivedFen: standing?.givenBackFen })
  })

  it('piece by piece comes to the same, with the last one', async () => {
    const order = await paidToFarAway()
    const first = await apply(order, 1)
    await arrive()
    expect(first).toMatchObject({ freightFen: 0, supplementFen: 0 })
    const last = await apply(order, 1)
    await arrive()
    expect(last).toMatchObject({ freightFen: HERE_FEN, supplementFen: DEARER_FEN })
    expect(await orderOf(ann, order.id)).toMatchObject({
      state: 'refunded',
      refundedFen: order.payableFen + DEARER_FEN,
    })
    expect(await accountOf('contract_liability')).toBe(0)
  })

  it('of goods that came faulty goes back like their freight, out of what was earned', async () => {
    const order = await paidToFarAway(1)
    const body = { carrierCode: 'ZTO', trackingNo: `ZTO32000${(parcels += 1)}` }
    await operator.order.ship({ params: { id: order.id }, body, idempotencyKey: freshKey() })
    await ann.api.order.confirmReceipt({ params: { id: order.id } })
    expect(await accountOf('freight')).toBe(FAR_FEN)
    const sale = await apply(order, 1, 'quality')
    await operator.afterSale.approve({ params: { id: sale.id }, idempotencyKey: freshKey() })
    await arrive()
    expect(await orderOf(ann, order.id)).toMatchObject({
      state: 'refunded',
      refundedFen: order.payableFen + DEARER_FEN,
    })
    for (const account of ['contract_liability', 'refund_payable', 'freight']) {
      expect([account, await accountOf(account)]).toEqual([account, 0])
    }
  })

  it('comes first where the parcel goes nearer again, then freight of the order; the rest goes back at the end', async () => {
    const order = await paidToFarAway()
    const cheaper = await addressIn(shop, ann, NEXT_DOOR)
    const moved = await sendTo(ann, order.id, cheaper, NEXT_DOOR_FEN - FAR_FEN)
    expect(moved).toMatchObject({
      refundedFen: FAR_FEN - NEXT_DOOR_FEN,
      supplement: { paidFen: DEARER_FEN, refundedFen: DEARER_FEN },
    })
    await arrive()
    expect(await apply(order, 2)).toMatchObject({ freightFen: NEXT_DOOR_FEN, supplementFen: 0 })
    await arrive()
    expect(await orderOf(ann, order.id)).toMatchObject({
      state: 'refunded',
      refundedFen: order.payableFen + DEARER_FEN,
    })
  })

  it('leaves the shop sound', async () => {
    await expectSoundShop(shop)
  })
})
