import type { SeckillView } from '@jishi/contracts/seckill/seckill-desk.schema'
import { addMs, instantOf, isoOf, minuteMs, secondMs } from '@jishi/kernel/time'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { codeOf, expectSoundShop, freshKey, operatorOf, orderOf, pay, startPaying, stockOf } from '../support/buying.js'
import {
  armed,
  begun,
  countsOf,
  goodsFor,
  grab,
  itemOf,
  orderOfTake,
  running,
  sessionOf,
  ticketOf,
  won,
} from '../support/seckill-desk.js'
import { arrive, cancelPieces } from '../support/shop-desk.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let operator: ShopClient
let ann: Shopper
let ben: Shopper
let view: SeckillView

beforeAll(async () => {
  shop = await startWholeShop()
  operator = await operatorOf(shop)
  ann = await shopperOf(shop, '13800055001')
  ben = await shopperOf(shop, '13800055002')
})
afterAll(() => shop.close())

const buttonOf = async (who: Shopper): Promise<string | undefined> =>
  (await who.api.seckill.standing({ params: { id: view.id } })).items[0]?.button

/** What is known of a session is a second old at most. */
const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1_050))

it('is announced, warms up, runs and ends by the server’s clock', async () => {
  const skuId = await goodsFor(shop)
  const times = { warmUpAt: isoOf(addMs(shop.clock.now(), 30 * secondMs)) }
  view = await armed(operator, sessionOf(shop, [{ skuId, total: 1 }], times))
  const shown = () => ann.api.seckill.session({ params: { id: view.id } })
  expect(await shown()).toMatchObject({ phase: 'announced', items: [] })
  shop.clock.advance(31 * secondMs)
  expect(await shown()).toMatchObject({ phase: 'warm_up', items: [{ button: 'not_started', left: 1, wasFen: 2_990 }] })
  shop.clock.set(instantOf(view.startsAt))
  expect(await shown()).toMatchObject({ phase: 'running', items: [{ button: 'grab', goneBp: 0 }] })
  const { serverTime, items } = await ann.api.seckill.sessions()
  expect(serverTime).toBe(isoOf(shop.clock.now()))
  expect(items).toMatchObject([{ id: view.id, phase: 'running' }])
  const spuId = view.items[0]?.spuId ?? ''
  const { offers } = await ann.api.seckill.ofProduct({ params: { id: spuId } })
  expect(offers).toMatchObject([{ skuId, priceFen: 990, session: { id: view.id } }])
})

it('gives the only unit to one, who orders it at its price and pays', async () => {
  const take = await won(ann, itemOf(view))
  expect(await grab(ben, itemOf(view)).catch(() => ({ state: 'refused' }))).not.toMatchObject({ state: 'won' })
  expect(await buttonOf(ann)).toBe('got_it')
  expect(await buttonOf(ben)).toBe('sold_out')
  const mine = await ann.api.seckill.taken({ params: { id: take.id } })
  expect(mine).toMatchObject({ state: 'won', qty: 1, payUntil: take.payUntil })
  expect(await codeOf(ben.api.seckill.taken({ params: { id: take.id } }))).toBe('NOT_FOUND')
  expect(await codeOf(orderOfTake(ben, take))).toBe('SECKILL_TAKE_GONE')

  const order = await orderOfTake(ann, take)
  expect(order).toMatchObject({ state: 'pending_payment', lines: [{ unitFen: 990, qty: 1 }] })
  expect(Date.parse(order.payDueAt ?? '')).toBeLessThanOrEqual(Date.parse(take.payUntil) + secondMs)
  expect(await codeOf(orderOfTake(ann, take))).toBe('SECKILL_TAKE_GONE')
  await pay(shop, ann, order.id)
  expect(await countsOf(shop, itemOf(view))).toEqual({ total: 1, drawn: 0, sold: 1, returned: 0 })
  expect((await ann.api.seckill.taken({ params: { id: take.id } })).state).toBe('sold')
  expect(await buttonOf(ann)).toBe('limit_reached')
})

it('places one order however often the same call is sent', async () => {
  const other = await running(shop, operator, [{ skuId: await goodsFor(shop), total: 3 }])
  const take = await won(ben, itemOf(other))
  const key = freshKey()
  const order = await orderOfTake(ben, take, key)
  expect(order.id).toBe((await ben.api.seckill.taken({ params: { id: take.id } })).orderId)
  await ben.api.order.cancel({ params: { id: order.id } })
  expect(await ben.api.seckill.taken({ params: { id: take.id } })).toMatchObject({
    ...{ state: 'released', released: 'order_closed' },
  })
  expect(await countsOf(shop, itemOf(other))).toMatchObject({ drawn: 0, sold: 0 })
})

it('sells again what an unpaid order gave back, and returns the money that comes too late', async () => {
  const other = await begun(shop, operator, [{ skuId: await goodsFor(shop), total: 1 }])
  const itemId = itemOf(other)
  const [late, quick] = [await shopperOf(shop, '13800055003'), await shopperOf(shop, '13800055004')]
  const order = await orderOfTake(late, await won(late, itemId))
  const { attemptNo } = await startPaying(late, order.id)
  expect(await codeOf(ticketOf(quick, itemId))).toBe('SECKILL_SOLD_OUT')
  shop.clock.advance(5 * minuteMs + 2 * minuteMs)
  await shop.sweep()
  await shop.settle()
  await shop.sweep()
  expect((await orderOf(late, order.id)).state).toBe('closed')
  shop.clock.release()
  await aMoment()
  const take = await won(quick, itemId)
  await shop.simulator.payLate(attemptNo)
  await shop.simulator.settled()
  await shop.settle()
  await shop.simulator.settled()
  await shop.settle()
  await pay(shop, quick, (await orderOfTake(quick, take)).id)
  expect(await countsOf(shop, itemId)).toEqual({ total: 1, drawn: 0, sold: 1, returned: 0 })
})

it('sells again within the session what the shop takes back before it leaves, and lets its buyer try once more', async () => {
  const other = await begun(shop, operator, [{ skuId: await goodsFor(shop), total: 2, perMember: 2 }])
  const itemId = itemOf(other)
  const [first, next] = [await shopperOf(shop, '13800055006'), await shopperOf(shop, '13800055007')]
  const mayTake = async (): Promise<number | undefined> =>
    (await first.api.seckill.standing({ params: { id: other.id } })).items[0]?.mayTake
  const take = await won(first, itemId, 2)
  const { id } = await orderOfTake(first, take)
  await pay(shop, first, id)
  expect([await mayTake(), await codeOf(ticketOf(next, itemId))]).toEqual([0, 'SECKILL_SOLD_OUT'])
  const lines = [{ lineId: (await orderOf(first, id)).lines[0]?.id ?? '', qty: 1 }]
  await cancelPieces(operator, id, { lines })
  await arrive(shop)
  expect(await countsOf(shop, itemId)).toEqual({ total: 2, drawn: 0, sold: 1, returned: 0 })
  await aMoment()
  expect(await mayTake()).toBe(1)
  await pay(shop, next, (await orderOfTake(next, await won(next, itemId))).id)
  expect(await countsOf(shop, itemId)).toEqual({ total: 2, drawn: 0, sold: 2, returned: 0 })
  await cancelPieces(operator, id)
  await arrive(shop)
  await aMoment()
  expect(await mayTake()).toBe(2)
  await won(first, itemId)
  expect(await countsOf(shop, itemId)).toEqual({ total: 2, drawn: 1, sold: 1, returned: 0 })
  expect((await first.api.seckill.taken({ params: { id: take.id } })).state).toBe('sold')
  const { items } = await operator.seckillDesk.report({ params: { id: other.id } })
  expect(items).toMatchObject([{ takes: 3, paid: 2, soldUnits: 1, amountFen: 990 }])
})

it('leaves what comes back after it was settled to everybody', async () => {
  const skuId = await goodsFor(shop)
  const other = await begun(shop, operator, [{ skuId, total: 3 }])
  const who = await shopperOf(shop, '13800055008')
  const { id } = await orderOfTake(who, await won(who, itemOf(other)))
  await pay(shop, who, id)
  await operator.seckillDesk.stop({ params: { id: other.id } })
  await shop.sweep('seckill.turn')
  expect(await countsOf(shop, itemOf(other))).toEqual({ total: 3, drawn: 0, sold: 1, returned: 2 })
  await cancelPieces(operator, id)
  await arrive(shop)
  expect(await countsOf(shop, itemOf(other))).toEqual({ total: 3, drawn: 0, sold: 0, returned: 3 })
  expect(await stockOf(shop, skuId)).toEqual({ onHand: 100, reserved: 0 })
})

it('is over: no ticket, and what was held can still be paid until its hold ends', async () => {
  const other = await begun(shop, operator, [{ skuId: await goodsFor(shop), total: 2 }], 2)
  shop.clock.set(addMs(instantOf(other.endsAt), -secondMs))
  const who = await shopperOf(shop, '13800055005')
  const take = await won(who, itemOf(other))
  shop.clock.advance(minuteMs)
  await shop.sweep()
  expect(await codeOf(ticketOf(who, itemOf(other)))).toBe('SECKILL_OVER')
  await pay(shop, who, (await orderOfTake(who, take)).id)
  await shop.sweep()
  expect(await countsOf(shop, itemOf(other))).toEqual({ total: 2, drawn: 0, sold: 1, returned: 1 })
})

it('leaves a sound shop', async () => {
  shop.clock.advance(20 * minuteMs)
  await shop.sweep()
  await expectSoundShop(shop)
})
