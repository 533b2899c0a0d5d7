import { newId } from '@jishi/kernel/id'
import { dayMs, isoOf } from '@jishi/kernel/time'
import { parallel } from '@jishi/testing/race'
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
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let operator: ShopClient
let skuId: string
let parcels = 0

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  skuId = (await new MadeGoods(shop).product({ stock: 100 })).skus[0]?.skuId ?? ''
  ann = await shopperOf(shop, '13800006001')
  operator = await operatorOf(shop)
})
afterAll(() => shop.close())

const paidOrder = async (qty = 1): Promise<string> => {
  const { id } = await placeNow(ann, [{ skuId, qty }])
  await pay(shop, ann, id)
  return id
}
const newParcel = () => ({ carrierCode: 'ZTO' as const, trackingNo: `ZTO00000${(parcels += 1)}` })
const ship = (id: string, body = newParcel(), idempotencyKey = freshKey()) =>
  operator.order.ship({ params: { id }, body, idempotencyKey })
const confirm = (id: string) => ann.api.order.confirmReceipt({ params: { id } })

const hold = async (orderId: string, key: string, blocks: string[]): Promise<void> => {
  await shop.database.execute(
    `insert into order_holds (id, order_id, member_id, key, blocks, reason, created_at)
     values ($1, $2, $3, $4, $5, 'test', $6)`,
    [newId(shop.clock), orderId, ann.memberId, key, blocks, isoOf(shop.clock.now())],
  )
}
const releaseHolds = (orderId: string): Promise<number> =>
  shop.database.execute(`update order_holds set released_at = $2 where order_id = $1`, [
    orderId,
    isoOf(shop.clock.now()),
  ])

describe('shipping', () => {
  it('an order that is not paid is not shipped, and one that is gone is not found', async () => {
    const { id } = await placeNow(ann, [{ skuId, qty: 1 }])
    expect(await codeOf(ship(id))).toBe('ORDER_ACTION_NOT_ALLOWED')
    expect(await codeOf(ship(freshKey()))).toBe('NOT_FOUND')
    expect(await stockOf(shop, skuId)).toMatchObject({ onHand: 100 })
  })

  it('ten clicks at once make one parcel', async () => {
    const id = await paidOrder(2)
    const before = await stockOf(shop, skuId)
    const body = newParcel()
    const { rejected, fulfilled } = await parallel(10, () => ship(id, body))
    expect(rejected).toEqual([])
    for (const view of fulfilled) expect(view.shipments).toHaveLength(1)
    expect(await stockOf(shop, skuId)).toEqual({ onHand: before.onHand - 2, reserved: before.reserved - 2 })
    expect((await orderOf(ann, id)).timeline.filter(({ step }) => step === 'ship')).toHaveLength(1)
  })

  it('a number of another order is refused and changes nothing', async () => {
    const [first, second] = [await paidOrder(), await paidOrder()]
    const body = newParcel()
    await ship(first, body)
    expect(await codeOf(ship(second, { ...body, trackingNo: body.trackingNo.toLowerCase() }))).toBe('SHIPMENT_NO_TAKEN')
    expect((await orderOf(ann, second)).state).toBe('paid')
    expect(await codeOf(ship(first))).toBe('ORDER_ACTION_NOT_ALLOWED')
    await ship(second)
  })

  it('a hold keeps the goods here and says so', async () => {
    const id = await paidOrder()
    await hold(id, 'risk', ['ship'])
    const view = await operator.order.adminOrder({ params: { id } })
    expect(view.allowedActions).toEqual(['cancel_pieces'])
    const refusal = await refusalOf(ship(id))
    expect(refusal.body).toMatchObject({ code: 'ORDER_ACTION_NOT_ALLOWED', details: { reason: 'HELD_SHIP' } })
    await releaseHolds(id)
    expect((await ship(id)).state).toBe('shipped')
  })

  it.each(['', 'abc', '单号一二三四五六', 'SF 123456', 'x'.repeat(33)])(
    'a tracking number like %j is none',
    async (no) => {
      const id = freshKey()
      expect(await codeOf(ship(id, { carrierCode: 'ZTO', trackingNo: no }))).toBe('VALIDATION_FAILED')
    },
  )

  it('every shipping leaves a row in the audit log, and a clerk without the right leaves none', async () => {
    const id = await paidOrder()
    const looking = await operatorOf(shop, [])
    expect(await codeOf(looking.order.ship({ params: { id }, body: newParcel() }))).toBe('FORBIDDEN')
    await ship(id)
    const rows = await shop.database.rows<{ action: string; permission: string; before: object }>(
      `select action, permission, before from audit_log where subject_id = $1`,
      [id],
    )
    expect(rows).toEqual([{ action: 'order.shipped', permission: 'order.ship', before: { state: 'paid' } }])
  })
})

describe('receiving', () => {
  it('is confirmed by the buyer once, and by nobody else', async () => {
    const id = await paidOrder()
    expect(await codeOf(confirm(id))).toBe('ORDER_ACTION_NOT_ALLOWED')
    await ship(id)
    const ben = await shopperOf(shop, '13800006002')
    expect(await codeOf(ben.api.order.confirmReceipt({ params: { id } }))).toBe('NOT_FOUND')
    const idempotencyKey = freshKey()
    const done = await ann.api.order.confirmReceipt({ params: { id }, idempotencyKey })
    const again = await ann.api.order.confirmReceipt({ params: { id }, idempotencyKey })
    expect(again.timeline).toEqual(done.timeline)
    expect(await codeOf(confirm(id))).toBe('ORDER_ACTION_NOT_ALLOWED')
    const { count } = await shop.database.one<{ count: number }>(
      `select count(*) as count from ledger_txns where kind = 'order.received' and reference = $1`,
      [id],
    )
    expect(count).toBe(1)
  })

  it('is taken as confirmed when its time is over, but not while a hold blocks it', async () => {
    const [free, held] = [await paidOrder(), await paidOrder()]
    const shipped = await ship(free)
    await ship(held)
    await hold(held, 'after-sale', ['autoConfirm'])
    const { autoConfirmAt, shippedAt } = shipped
    expect(Date.parse(autoConfirmAt ?? '') - Date.parse(shippedAt ?? '')).toBe(10 * dayMs)

    const stateOf = (id: string) =>
      shop.database.one<{ state: string; by: string }>(
        `select o.state, (select actor_kind from order_events e where e.order_id = o.id order by seq desc limit 1) as by
           from orders o where id = $1`,
        [id],
      )
    shop.clock.advance(10 * dayMs - 60_000)
    await shop.sweep('order.auto-confirm')
    expect((await stateOf(free)).state).toBe('shipped')
    shop.clock.advance(120_000)
    await shop.sweep('order.auto-confirm')
    expect(await stateOf(free)).toEqual({ state: 'completed', by: 'system' })
    expect((await stateOf(held)).state).toBe('shipped')
    await releaseHolds(held)
    await shop.sweep('order.auto-confirm')
    expect((await stateOf(held)).state).toBe('completed')
  })

  it('leaves nothing that contradicts itself', async () => {
    await shop.sweep()
    await expectSoundShop(shop)
  })
})
