import type { SkuQty } from '@jishi/contracts/order/cart.schema'
import type { OrderView } from '@jishi/contracts/order/order.schema'
import { dayMs } from '@jishi/kernel/time'
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
import { MadeGoods, type GoodsOptions } from '../support/made-goods.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let goods: MadeGoods
let operator: ShopClient
let ann: Shopper
let bob: Shopper

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  goods = new MadeGoods(shop)
  operator = await operatorOf(shop)
  ann = await shopperOf(shop, '13800021001')
  bob = await shopperOf(shop, '13800021002')
})
afterAll(() => shop.close())

const made = async (options: GoodsOptions): Promise<{ productId: string; skuId: string }> => {
  const { spuId, skus } = await goods.product(options)
  return { productId: spuId, skuId: skus[0]?.skuId ?? '' }
}

/** Buys as somebody without any address would. */
const placeBare = async (who: Shopper, lines: SkuQty[]): Promise<OrderView> => {
  const { quoteId, delivery } = await who.api.order.quote({ body: { source: 'buyNow', lines } })
  expect(delivery).toMatchObject({ needsAddress: false, deliverable: true })
  return who.api.order.place({ body: { source: 'buyNow', lines, quoteId }, idempotencyKey: freshKey() })
}
const ship = (orderId: string, trackingNo: string) =>
  operator.order.ship({ params: { id: orderId }, body: { carrierCode: 'SF', trackingNo }, idempotencyKey: freshKey() })

describe('codes', () => {
  it('are bought without an address and are there once they are paid for, for their buyer alone', async () => {
    const { skuId } = await made({ kind: 'card_secret', stock: 3, pricesFen: [1_500] })
    const order = await placeBare(ann, [{ skuId, qty: 2 }])
    expect(order).toMatchObject({ delivery: 'card_secret', receiver: null, codes: [], totals: { freightFen: 0 } })
    await pay(shop, ann, order.id)

    const shipped = await orderOf(ann, order.id)
    expect(shipped).toMatchObject({ state: 'shipped', shipments: [], lines: [{ shippedQty: 2 }] })
    expect(shipped.timeline.map(({ step, actor }) => [step, actor])).toEqual([
      ['place', 'member'],
      ['pay', 'channel'],
      ['hand_over', 'system'],
    ])
    expect(shipped.codes.map(({ ordinal }) => ordinal)).toEqual([1, 2])
    expect(new Set(shipped.codes.map(({ text }) => text)).size).toBe(2)
    expect(shipped.codes[0]?.text).toMatch(/^CODE-/)
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 1, reserved: 0 })

    expect(await codeOf(orderOf(bob, order.id))).toBe('NOT_FOUND')
    const seen = JSON.stringify([
      await operator.order.adminOrder({ params: { id: order.id } }),
      await operator.order.adminOrders({ query: {} }),
      await ann.api.order.orders({ query: {} }),
      await shop.database.rows('select payload from outbox'),
      await shop.database.rows('select before, after from audit_log'),
      await shop.database.rows(`select secret_enc from card_secrets`),
    ])
    for (const { text } of shipped.codes) expect(seen).not.toContain(text)
  })

  it('that ran out keep a paid order waiting, which the shop sees and new codes end', async () => {
    const { skuId, productId } = await made({ kind: 'card_secret', stock: 1 })
    const order = await placeBare(ann, [{ skuId, qty: 1 }])
    // Whatever took the code from the shelf: the money is here and the code is not.
    await shop.database.transaction((tx) =>
      tx.execute(`update card_secrets set state = 'void', voided_at = now() where sku_id = $1`, [skuId]),
    )
    await pay(shop, ann, order.id)
    expect(await orderOf(ann, order.id)).toMatchObject({ state: 'paid', codes: [] })
    const waiting = await operator.order.adminOrders({ query: { due: 'undelivered' } })
    expect(waiting.items.map(({ id }) => id)).toEqual([order.id])
    expect((await operator.insight.workbench()).todos.undelivered).toBe(1)

    const body = { skuId, batch: '补货', secrets: ['NEW-1'], dryRun: false }
    await operator.inventory.enterSecrets({ params: { id: productId }, body, idempotencyKey: freshKey() })
    shop.clock.advance(60_000)
    await shop.sweep('order.hand-over-waiting')
    await shop.settle()
    expect((await orderOf(ann, order.id)).codes.map(({ text }) => text)).toEqual(['NEW-1'])
    expect((await operator.order.adminOrders({ query: { due: 'undelivered' } })).items).toEqual([])
    // The struck-out code was taken without its stock; given back, the shop is sound again.
    await shop.database.transaction(async (tx) => {
      await tx.execute(`update stocks set on_hand = on_hand - 1 where sku_id = $1`, [skuId])
      await tx.execute(
        `insert into stock_moves (kind, reference, sku_id, location_id, on_hand_delta, reserved_delta, moved_at)
         select 'adjust', 'repair', sku_id, location_id, -1, 0, now() from stocks where sku_id = $1`,
        [skuId],
      )
    })
  })
})

describe('other goods that are not sent', () => {
  it.each([
    ['virtual', 1],
    ['service', 30],
  ] as const)('%s leave by themselves and complete after %i days', async (kind, days) => {
    const { skuId } = await made({ kind, stock: 5 })
    const order = await placeBare(ann, [{ skuId, qty: 1 }])
    await pay(shop, ann, order.id)
    const { state, delivery, shippedAt, autoConfirmAt } = await orderOf(ann, order.id)
    expect([state, delivery]).toEqual(['shipped', kind])
    expect(Date.parse(autoConfirmAt ?? '') - Date.parse(shippedAt ?? '')).toBe(days * dayMs)
  })

  it('keep no address, even of somebody who sent one', async () => {
    const { skuId } = await made({ kind: 'virtual', stock: 1 })
    const order = await placeNow(ann, [{ skuId, qty: 1 }])
    expect(order.receiver).toBeNull()
    const row = await shop.database.one<object>(
      'select address_enc, region_code, receiver_phone_bidx, receiver_tail from orders where id = $1',
      [order.id],
    )
    expect(Object.values(row)).toEqual([null, null, null, null])
  })
})

describe('a mixed order', () => {
  it('needs an address, pays freight for the parcel only, and is shipped when the parcel leaves', async () => {
    const code = await made({ kind: 'card_secret', stock: 2, pricesFen: [99_900] })
    const apple = await made({ stock: 5, pricesFen: [1_290] })
    const lines = [code.skuId, apple.skuId].map((skuId) => ({ skuId, qty: 1 }))
    const quote = await ann.api.order.quote({ body: { source: 'buyNow', lines } })
    expect(quote.delivery).toMatchObject({ needsAddress: true, methods: ['express', 'card_secret'] })
    const bare = ann.api.order.place({
      body: { source: 'buyNow', lines, quoteId: quote.quoteId },
      idempotencyKey: freshKey(),
    })
    expect((await refusalOf(bare)).body.code).toBe('ADDRESS_REQUIRED')

    const order = await placeNow(ann, lines)
    const freight = new Map(order.lines.map(({ skuId, freightFen }) => [skuId, freightFen]))
    expect(freight.get(code.skuId)).toBe(0)
    expect(freight.get(apple.skuId)).toBeGreaterThan(0)
    await pay(shop, ann, order.id)
    const paid = await orderOf(ann, order.id)
    expect(paid).toMatchObject({ state: 'paid', delivery: 'express' })
    expect(paid.codes).toHaveLength(1)

    await ship(order.id, 'SF2100000001')
    const shipped = await orderOf(ann, order.id)
    expect(shipped.state).toBe('shipped')
    expect(shipped.lines.every(({ shippedQty, qty }) => shippedQty === qty)).toBe(true)
    const parcel = await shop.database.rows<{ skuId: string }>(
      `select l.sku_id as "skuId" from shipment_lines s join order_lines l on l.id = s.line_id where l.order_id = $1`,
      [order.id],
    )
    expect(parcel).toEqual([{ skuId: apple.skuId }])
  })
})

describe('an operator', () => {
  it('cannot ship what goes by itself, nor read an address that is not there', async () => {
    const { skuId } = await made({ kind: 'card_secret', stock: 1 })
    const order = await placeBare(ann, [{ skuId, qty: 1 }])
    await pay(shop, ann, order.id)
    expect((await operator.order.adminOrder({ params: { id: order.id } })).allowedActions).toEqual([])
    expect(await codeOf(ship(order.id, 'SF2100000002'))).toBe('ORDER_ACTION_NOT_ALLOWED')
    const receiver = operator.order.receiver({ params: { id: order.id }, idempotencyKey: freshKey() })
    expect(await codeOf(receiver)).toBe('NOT_FOUND')
  })
})

describe('codes in the end', () => {
  it('are received by their buyer, or by themselves after a day', async () => {
    const { skuId } = await made({ kind: 'card_secret', stock: 2 })
    const [mine, silent] = [await placeBare(ann, [{ skuId, qty: 1 }]), await placeBare(bob, [{ skuId, qty: 1 }])]
    await pay(shop, ann, mine.id)
    await pay(shop, bob, silent.id)
    await ann.api.order.confirmReceipt({ params: { id: mine.id }, idempotencyKey: freshKey() })
    expect((await orderOf(ann, mine.id)).state).toBe('completed')
    const { shippedAt, autoConfirmAt } = await orderOf(bob, silent.id)
    expect(Date.parse(autoConfirmAt ?? '') - Date.parse(shippedAt ?? '')).toBe(dayMs)
    shop.clock.advance(dayMs + 1_000)
    await shop.sweep('order.auto-confirm')
    // A day later everybody's sign-in has run out; the shop's own books say it as well.
    const done = await shop.database.one<{ state: string; by: string }>(
      `select o.state, (select actor_kind from order_events e where e.order_id = o.id order by seq desc limit 1) as by
         from orders o where id = $1`,
      [silent.id],
    )
    expect(done).toEqual({ state: 'completed', by: 'system' })
  })
})

it('and every invariant holds', () => expectSoundShop(shop))
