import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
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
import { launched } from '../support/coupon-desk.js'
import { addressIn, FAR, FAR_FEN, goodsByRegion, HERE_FEN, sendTo } from '../support/far-away.js'
import { arrive, cancelPieces, moneyOf } from '../support/shop-desk.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let desk: ShopClient
let apple: string
let pear: string
let shoppers = 0
let parcels = 0

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  desk = await operatorOf(shop)
  apple = await goodsByRegion(shop, desk)
  pear = await goodsByRegion(shop, desk)
})
afterAll(() => shop.close())
beforeEach(async () => {
  ann = await shopperOf(shop, `1380000330${(shoppers += 1)}`)
})

const paid = async (...goods: [string, number][]) => {
  const { id } = await placeNow(
    ann,
    goods.map(([skuId, qty]) => ({ skuId, qty })),
  )
  await pay(shop, ann, id)
  return orderOf(ann, id)
}
const lineOf = (order: Awaited<ReturnType<typeof paid>>, skuId: string) => {
  const line = order.lines.find((one) => one.skuId === skuId)
  if (line === undefined) throw new Error('no such line')
  return line
}
const ship = (id: string) =>
  desk.order.ship({
    params: { id },
    body: { carrierCode: 'ZTO', trackingNo: `ZTO33000${(parcels += 1)}` },
    idempotencyKey: freshKey(),
  })

describe('what was paid and has not left', () => {
  it('is cancelled whole: every fen, the goods and a coupon, and the buyer reads why', async () => {
    const before = await stockOf(shop, apple)
    const template = await launched(shop, desk, { name: '缺货补偿券', way: 'issue', listed: false })
    const order = await paid([apple, 2])
    const preview = await desk.shopChange.previewCancellation({
      params: { id: order.id },
      body: { reason: 'out_of_stock' },
    })
    expect(preview).toMatchObject({
      goodsFen: order.totals.goodsPaidFen,
      freightFen: HERE_FEN,
      amountFen: order.payableFen,
      nothingLeft: true,
      addressWaits: false,
    })
    expect(preview.coupons).toContainEqual({ templateId: template.id, name: '缺货补偿券' })
    const note = '果园下了冰雹'
    const after = await cancelPieces(desk, order.id, { note, couponTemplateId: template.id })
    expect(after.allowedActions).toEqual([])
    await arrive(shop)
    const seen = await orderOf(ann, order.id)
    expect(seen).toMatchObject({ state: 'refunded', refundedFen: order.payableFen })
    expect(seen.timeline.map(({ step }) => step)).toEqual(['place', 'pay', 'cancel_pieces', 'refund_all'])
    expect(seen.cancellations).toMatchObject([
      {
        ...{ reason: 'out_of_stock', note, couponName: '缺货补偿券', amountFen: order.payableFen },
        lines: [{ lineId: order.lines[0]?.id, qty: 2 }],
      },
    ])
    const held = await shop.database.rows(`select id from coupons where member_id = $1 and template_id = $2`, [
      ...[ann.memberId, template.id],
    ])
    expect(held).toHaveLength(1)
    expect(await stockOf(shop, apple)).toEqual(before)
    const log = await shop.database.rows<{ action: string }>(
      `select action from audit_log where subject_id = $1 and action = 'order.pieces_cancelled'`,
      [order.id],
    )
    expect(log).toHaveLength(1)
  })

  it('takes back the money for a dearer way as well, paid or still awaited', async () => {
    const far = await addressIn(shop, ann, FAR)
    const [first, second] = [await paid([apple, 1]), await paid([apple, 1])]
    for (const { id } of [first, second]) await sendTo(ann, id, far, FAR_FEN - HERE_FEN)
    await pay(shop, ann, first.id)
    await cancelPieces(desk, first.id)
    const waiting = await desk.shopChange.previewCancellation({
      params: { id: second.id },
      body: { reason: 'risk' },
    })
    expect(waiting).toMatchObject({ addressWaits: true, supplementFen: 0, amountFen: second.payableFen })
    await cancelPieces(desk, second.id, { reason: 'risk' })
    await arrive(shop)
    expect(await orderOf(ann, first.id)).toMatchObject({
      state: 'refunded',
      refundedFen: first.payableFen + FAR_FEN - HERE_FEN,
    })
    expect(await orderOf(ann, second.id)).toMatchObject({ state: 'refunded', newAddress: null })
    for (const { id } of [first, second]) {
      const { came, back } = await moneyOf(shop, id)
      expect(back).toBe(came)
    }
  })

  it('of one line goes back with its freight only where the shop is at fault; the rest is sent and received', async () => {
    for (const [reason, withFreight] of [
      ['asked_by_buyer', false],
      ['out_of_stock', true],
    ] as const) {
      const order = await paid([apple, 1], [pear, 2])
      const { id: lineId, goodsPaidFen, freightFen } = lineOf(order, pear)
      expect(freightFen).toBeGreaterThan(0)
      const after = await cancelPieces(desk, order.id, { lines: [{ lineId, qty: 2 }], reason })
      expect(after.cancellations).toMatchObject([{ amountFen: goodsPaidFen + (withFreight ? freightFen : 0) }])
      await arrive(shop)
      expect((await ship(order.id)).state).toBe('shipped')
      await ann.api.order.confirmReceipt({ params: { id: order.id } })
      expect(await orderOf(ann, order.id)).toMatchObject({ state: 'completed' })
    }
  })

  it('piece by piece: what is left is sent, and the last cancelled piece beside a parcel sends the order on its way', async () => {
    const order = await paid([apple, 3])
    const lineId = order.lines[0]?.id ?? ''
    await cancelPieces(desk, order.id, { lines: [{ lineId, qty: 1 }], reason: 'asked_by_buyer' })
    const body = { carrierCode: 'ZTO', trackingNo: 'ZTO33900001', pieces: [{ lineId, qty: 1 }] }
    await desk.order.ship({ params: { id: order.id }, body, idempotencyKey: freshKey() })
    const after = await cancelPieces(desk, order.id, { reason: 'cannot_deliver' })
    expect(after.state).toBe('shipped')
    expect(after.lines[0]).toMatchObject({ cancelledQty: 2, shippedQty: 1 })
    await arrive(shop)
  })
})

describe('a cancellation is refused', () => {
  const cancel = (id: string, amountFen: number, lines?: { lineId: string; qty: number }[], who = desk) =>
    who.shopChange.cancelPieces({
      params: { id },
      body: { reason: 'other', amountFen, ...(lines === undefined ? {} : { lines }) },
      idempotencyKey: freshKey(),
    })

  it('before it is paid, and once all of it has left', async () => {
    const unpaid = await placeNow(ann, [{ skuId: apple, qty: 1 }])
    expect(await codeOf(cancel(unpaid.id, 0))).toBe('ORDER_ACTION_NOT_ALLOWED')
    const order = await paid([apple, 1])
    await ship(order.id)
    expect(await codeOf(cancel(order.id, order.payableFen))).toBe('ORDER_ACTION_NOT_ALLOWED')
  })

  it('for another amount than was looked at, for more pieces than there are, and for lines of others', async () => {
    const [order, other] = [await paid([apple, 1]), await paid([pear, 1])]
    const changed = await refusalOf(cancel(order.id, order.payableFen - 1))
    expect(changed.body).toMatchObject({ code: 'REFUND_CHANGED', details: { amountFen: order.payableFen } })
    const [own, foreign] = [order.lines[0]?.id ?? '', other.lines[0]?.id ?? '']
    expect(await codeOf(cancel(order.id, 1, [{ lineId: own, qty: 2 }]))).toBe('SHIP_PIECES_GONE')
    expect(await codeOf(cancel(order.id, 1, [{ lineId: foreign, qty: 1 }]))).toBe('NOT_FOUND')
    expect(await orderOf(ann, order.id)).toMatchObject({ state: 'paid', refundedFen: 0, cancellations: [] })
  })

  it('while an after-sale of it is open, and with a coupon that is not given by name', async () => {
    const claimed = await launched(shop, desk, { name: '自己领的券' })
    const order = await paid([apple, 1])
    const withCoupon = cancelPieces(desk, order.id, { couponTemplateId: claimed.id })
    expect(await codeOf(withCoupon)).toBe('COMPENSATION_REFUSED')
    expect((await orderOf(ann, order.id)).refundedFen).toBe(0)
    const lineId = order.lines[0]?.id ?? ''
    const wish = { orderId: order.id, kind: 'refund_only' as const, reason: 'not_wanted' as const }
    const body = { ...wish, lines: [{ lineId, qty: 1 }], askedFen: order.payableFen - 1 }
    await ann.api.afterSale.apply({ body, idempotencyKey: freshKey() })
    expect((await refusalOf(cancel(order.id, order.payableFen))).body.details).toMatchObject({ reason: 'HELD_CANCEL' })
  })

  it('to whoever may not', async () => {
    const order = await paid([apple, 1])
    const clerk = await operatorOf(shop, ['clerk'])
    expect(await codeOf(cancel(order.id, order.payableFen, undefined, clerk))).toBe('FORBIDDEN')
  })
})

it('a buyer who gives an unpaid order up may say why', async () => {
  const { id } = await placeNow(ann, [{ skuId: apple, qty: 1 }])
  const body = { why: 'wrong_address' as const }
  const after = await ann.api.order.cancel({ params: { id }, body, idempotencyKey: freshKey() })
  expect(after).toMatchObject({ state: 'closed', cancelReason: 'wrong_address' })
  expect((await desk.order.adminOrder({ params: { id } })).cancelReason).toBe('wrong_address')
})

it('leaves the shop sound', async () => {
  await arrive(shop)
  await expectSoundShop(shop)
})
