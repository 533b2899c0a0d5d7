import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BackgroundWorker } from '../../src/infra/worker/worker.js'
import { DeliverEvent } from '../../src/infra/outbox/deliver-event.js'
import { expectSoundShop, operatorOf, placeNow, startPaying } from '../support/buying.js'
import { giftCoupon, giftOf, giftsOf, launchedGift, turned } from '../support/gift-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { arrive, cancelPieces } from '../support/shop-desk.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

const PAID = 'order.on-payment-succeeded'
const GIVE = 'promotion.give-gifts'
const TAKE_BACK = 'promotion.take-back-gifts'
/** Nobody uses it here. */
const UNUSABLE = { thresholdFen: 900_000, perMember: 9 }

let shop: WholeShop
let operator: ShopClient
let people: Shopper[]
let skuId: string

interface Bought {
  readonly who: Shopper
  readonly orderId: string
  readonly lineId: string
}

beforeAll(async () => {
  // Nobody hears an event before the test lets several be heard at once.
  shop = await startWholeShop({ env: SLOW_MACHINE, worker: false })
  operator = await operatorOf(shop)
  people = []
  for (let n = 0; n < 3; n += 1) people.push(await shopperOf(shop, `1380003745${n}`))
  skuId = (await new MadeGoods(shop).product({ stock: 200, pricesFen: [9_000] })).skus[0]?.skuId ?? ''
}, 120_000)
afterAll(() => shop.close())

const figuresOf = (id: string) => operator.payGifts.figures({ params: { id } })
/** Paid at the gateway; the shop has the notice and nobody has acted on it. */
const paidAtGateway = async (who: Shopper, qty: number): Promise<Bought> => {
  const order = await placeNow(who, [{ skuId, qty }])
  const { attemptNo } = await startPaying(who, order.id)
  await shop.simulator.pay(attemptNo)
  await shop.simulator.settled()
  return { who, orderId: order.id, lineId: order.lines[0]?.id ?? '' }
}
/** Paid in the order's books as well; whoever gives gifts has not heard of it. */
const paid = async (who: Shopper, qty: number): Promise<Bought> => {
  const bought = await paidAtGateway(who, qty)
  const deliver = shop.get(DeliverEvent)
  for (const id of await unheard('payment.succeeded', PAID)) await deliver.run(id, PAID)
  return bought
}
const unheard = async (event: string, handler: string): Promise<string[]> => {
  const rows = await shop.database.rows<{ id: string }>(
    `select o.id from outbox o
      where o.name = $1 and not exists (select 1 from handled_events h where h.event_id = o.id and h.handler = $2) order by o.seq`,
    [event, handler],
  )
  return rows.map(({ id }) => id)
}
const givenOf = async (id: string): Promise<{ counted: number; rows: number; most: number }> => {
  const { given } = await operator.payGifts.one({ params: { id } })
  const there = await shop.database.one<{ rows: number; most: number }>(
    `select coalesce(sum(n), 0)::int as rows, coalesce(max(n), 0)::int as most from (
       select count(*) as n from given_gifts where gift_id = $1 and state in ('given', 'spent') group by member_id) of`,
    [id],
  )
  return { counted: given, ...there }
}

describe('gifts at once', () => {
  it('twelve payments, each heard twice: one a member, five in all, and one for an order', async () => {
    const coupon = await giftCoupon(shop, operator, UNUSABLE)
    const once = await launchedGift(operator, giftOf(shop, coupon, { memberLimit: 1 }))
    const five = await launchedGift(operator, giftOf(shop, coupon, { totalLimit: 5 }))
    for (let n = 0; n < 12; n += 1) await paid(people[n % 3] as Shopper, 1)
    const events = await unheard('order.paid', GIVE)
    expect(events).toHaveLength(12)
    const deliver = shop.get(DeliverEvent)
    const heard = await parallel(24, (n) => deliver.run(events[n % 12] ?? '', GIVE))
    expect(heard.rejected).toEqual([])
    expect(await givenOf(once.id)).toEqual({ counted: 3, rows: 3, most: 1 })
    expect(await givenOf(five.id)).toMatchObject({ counted: 5, rows: 5 })
    expect(await figuresOf(five.id)).toMatchObject({ given: 5, days: [{ given: 5 }], paidFen: 45_000 })
    const { claimed } = await operator.coupons.template({ params: { id: coupon } })
    expect(claimed).toBe(8)
    for (const rule of [once, five]) await turned(operator, rule, 'stop')
  }, 120_000)

  it('a payment and two refunds of all of it, heard in any order and at once: nobody keeps an unused gift', async () => {
    const coupon = await giftCoupon(shop, operator, { ...UNUSABLE, perMember: 50 })
    const rule = await launchedGift(operator, giftOf(shop, coupon, { totalLimit: 50, memberLimit: 50 }))
    // A second one that meets the same orders: who gives and who takes back hold the rows of both in one order.
    const plain = await launchedGift(operator, giftOf(shop, coupon))
    const bought: Bought[] = []
    for (let n = 0; n < 6; n += 1) bought.push(await paid(people[n % 3] as Shopper, 2))
    for (const { orderId, lineId } of bought) {
      for (let piece = 0; piece < 2; piece += 1) {
        await cancelPieces(operator, orderId, { lines: [{ lineId, qty: 1 }], reason: 'risk' })
      }
    }
    const [paying, back] = [await unheard('order.paid', GIVE), await unheard('order.gave_back', TAKE_BACK)]
    expect([paying.length, back.length]).toEqual([6, 12])
    const all = [...back.map((id) => [id, TAKE_BACK] as const), ...paying.map((id) => [id, GIVE] as const)]
    // The refunds first, the payments first, and both again.
    const jobs = [...all.slice(0, 9), ...[...all].reverse(), ...all]
    const deliver = shop.get(DeliverEvent)
    const heard = await parallel(jobs.length, (n) => deliver.run(jobs[n]?.[0] ?? '', jobs[n]?.[1] ?? ''))
    expect(heard.rejected).toEqual([])
    for (const { who, orderId } of bought) {
      const { settled, items } = await giftsOf(who, orderId)
      expect(settled).toBe(true)
      for (const { state, coupon: gift } of items) expect([state, gift?.state]).toEqual(['taken_back', 'revoked'])
    }
    for (const { id } of [rule, plain]) {
      expect(await givenOf(id)).toEqual({ counted: 0, rows: 0, most: 0 })
      const { given, takenBack, days } = await figuresOf(id)
      // How many were given before they went back is the race's to say; none is counted that was not.
      expect([given, takenBack]).toEqual([0, days.reduce((sum, day) => sum + day.given, 0)])
      await turned(operator, await operator.payGifts.one({ params: { id } }), 'stop')
    }
  }, 120_000)

  it('six orders paid at once with gifts of one rule, each told twice: each use is counted once', async () => {
    const coupon = await giftCoupon(shop, operator, { perMember: 50 })
    const rule = await launchedGift(operator, giftOf(shop, coupon))
    for (let n = 0; n < 6; n += 1) await paid(people[n % 3] as Shopper, 1)
    const deliver = shop.get(DeliverEvent)
    for (const id of await unheard('order.paid', GIVE)) await deliver.run(id, GIVE)
    expect(await figuresOf(rule.id)).toMatchObject({ given: 6, used: 0 })
    await turned(operator, rule, 'stop')
    for (let n = 0; n < 6; n += 1) await paidAtGateway(people[n % 3] as Shopper, 1)
    const events = await unheard('payment.succeeded', PAID)
    expect(events).toHaveLength(6)
    const heard = await parallel(12, (n) => deliver.run(events[n % 6] ?? '', PAID))
    expect(heard.rejected).toEqual([])
    // 90.00 each and 5.00 off; freight is free.
    expect(await figuresOf(rule.id)).toMatchObject({ used: 6, discountFen: 3_000, salesFen: 51_000 })
  }, 120_000)
})

it('the shop is sound', async () => {
  await shop.get(BackgroundWorker).start({ sweeps: false })
  await arrive(shop)
  await expectSoundShop(shop)
})
