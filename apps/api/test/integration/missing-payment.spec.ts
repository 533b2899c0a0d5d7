import { newId } from '@jishi/kernel/id'
import { isoOf } from '@jishi/kernel/time'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Outbox } from '../../src/infra/outbox/outbox.js'
import { codeOf, expectSoundShop, freshKey, operatorOf, orderOf, pay, placeNow, refusalOf } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { ReconDesk, type PaidAttempt } from '../support/recon-desk.js'
import { shopperOf, type ShopClient } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let desk: ReconDesk
let owner: ShopClient
let checker: ShopClient

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  desk = await ReconDesk.open(shop)
})
afterAll(() => shop.close())

let parcels = 0
const ship = (orderId: string) => {
  parcels += 1
  const body = { carrierCode: 'ZTO' as const, trackingNo: `ZTO7700${parcels}` }
  return owner.order.ship({ params: { id: orderId }, body, idempotencyKey: freshKey() })
}
const holdsOf = async (orderId: string): Promise<readonly string[]> => {
  const { items } = await owner.toShip.queue({ query: {} })
  return items.find(({ id }) => id === orderId)?.holds ?? []
}
/** The bill of the day, read in the morning after it; no session outlives the days that pass. */
const morning = async (): Promise<void> => {
  await desk.morning()
  owner = await operatorOf(shop)
  checker = await operatorOf(shop, ['operations'])
}
/** Paid on a day whose bill has another payment and not this one, nor has the one of the day after. */
const short = async (): Promise<PaidAttempt> => {
  await desk.next()
  const paid = await desk.pay()
  await desk.pay()
  await desk.plant({ kind: 'short', number: paid.attemptNo })
  await morning()
  return paid
}
const told = async (attempt: PaidAttempt): Promise<void> => {
  const { termId } = await shop.database.one<{ termId: string }>(
    `select id as "termId" from order_terms where order_id = $1`,
    [attempt.orderId],
  )
  await shop.database.transaction((tx) =>
    shop.get(Outbox).publish(tx, 'payment.missing_changed', {
      subject: { kind: 'order_term', id: termId },
      memberId: newId(shop.clock),
      attemptNo: attempt.attemptNo,
    }),
  )
  await shop.settle()
}

it('#36 an order whose payment is in no bill stays here, says why, and is free once two people have settled it', async () => {
  const paid = await short()
  expect(await holdsOf(paid.orderId)).toEqual([])
  const { day } = desk
  await desk.next()
  const other = await desk.pay()
  await morning()
  expect(await holdsOf(paid.orderId)).toEqual(['payment_missing'])
  expect(await holdsOf(other.orderId)).toEqual([])
  const refusal = await refusalOf(ship(paid.orderId))
  expect([refusal.status, refusal.body.code]).toEqual([409, 'ORDER_PAYMENT_MISSING'])
  expect((await owner.order.adminOrder({ params: { id: paid.orderId } })).allowedActions).not.toContain('ship')
  await ship(other.orderId)

  const [difference] = await desk.differences(owner, day)
  const params = { id: difference?.id ?? '' }
  await owner.reconciliation.propose({ params, body: { action: 'explained', reason: '渠道补了账单' } })
  await shop.settle()
  expect(await codeOf(ship(paid.orderId))).toBe('ORDER_PAYMENT_MISSING')
  await checker.reconciliation.approve({ params })
  await shop.settle()
  expect(await holdsOf(paid.orderId)).toEqual([])
  // News that comes twice or late holds nothing that is settled.
  await told(paid)
  expect((await ship(paid.orderId)).state).toBe('shipped')
})

it('one that has left already is not held, and news that comes early holds nothing either', async () => {
  const paid = await short()
  await told(paid)
  expect((await ship(paid.orderId)).state).toBe('shipped')
  const { day } = desk
  await desk.next()
  await morning()
  expect(await desk.differences(owner, day)).toMatchObject([{ kind: 'short', state: 'open' }])
  expect(await shop.database.rows(`select 1 from order_holds where order_id = $1`, [paid.orderId])).toEqual([])
})

it('goods that go by themselves wait like the others, and go when it is settled', async () => {
  const { skus } = await new MadeGoods(shop).product({ kind: 'card_secret', stock: 2 })
  const ann = await shopperOf(shop, '13900077001')
  const { id } = await placeNow(ann, [{ skuId: skus[0]?.skuId ?? '', qty: 1 }])
  await shop.database.execute(
    `insert into order_holds (id, order_id, member_id, key, blocks, reason, created_at) values ($1, $2, $3, 'bill:1', '{ship}', 'test', $4)`,
    [newId(shop.clock), id, ann.memberId, isoOf(shop.clock.now())],
  )
  await pay(shop, ann, id)
  await shop.sweep('order.hand-over-waiting')
  expect(await orderOf(ann, id)).toMatchObject({ state: 'paid', codes: [] })
  const open = await shop.database.rows(`select key from order_holds where order_id = $1 and released_at is null`, [id])
  expect(open).toEqual([{ key: 'bill:1' }])
  await shop.database.execute(`update order_holds set released_at = $2 where order_id = $1`, [
    id,
    isoOf(shop.clock.now()),
  ])
  shop.clock.advance(60_000)
  await shop.sweep('order.hand-over-waiting')
  await shop.settle()
  expect(await orderOf(ann, id)).toMatchObject({ state: 'shipped', codes: [{ ordinal: 1 }] })
  await shop.sweep()
  await expectSoundShop(shop)
})
