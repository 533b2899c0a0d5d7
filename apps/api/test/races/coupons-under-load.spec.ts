import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectSoundShop, freshKey, operatorOf, patiently, startPaying } from '../support/buying.js'
import { claim, heldBy, launched } from '../support/coupon-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { arrive } from '../support/shop-desk.js'
import { Refused, shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

const PEOPLE = 12
const TOTAL = 20
const EACH = 2

let shop: WholeShop
let operator: ShopClient
let people: Shopper[]
let skuId: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  operator = await operatorOf(shop)
  people = []
  for (let n = 0; n < PEOPLE; n += 1) people.push(await shopperOf(shop, `138003750${String(n).padStart(2, '0')}`))
  skuId = (await new MadeGoods(shop).product({ stock: 500, pricesFen: [9_900] })).skus[0]?.skuId ?? ''
  await shop.settle()
}, 120_000)
afterAll(() => shop.close())

const codeIn = (error: unknown): string => (error instanceof Refused ? error.body.code : String(error))

/** With this coupon and no other; undefined where another order was quicker with it. */
const placeWith = async (who: Shopper, couponId: string): Promise<string | undefined> => {
  const asked = {
    ...{ source: 'buyNow' as const, lines: [{ skuId, qty: 1 }], addressId: who.addressId, couponIds: [couponId] },
  }
  const idempotencyKey = freshKey()
  try {
    const { quoteId } = await patiently(() => who.api.order.quote({ body: asked }))
    return (await patiently(() => who.api.order.place({ body: { ...asked, quoteId }, idempotencyKey }))).id
  } catch (error) {
    expect(['COUPON_NOT_USABLE', 'QUOTE_CHANGED']).toContain(codeIn(error))
    return undefined
  }
}

it('claims, orders, payments and closes of one template at once: every counter is its rows', async () => {
  const { id } = await launched(shop, operator, { total: TOTAL, perMember: EACH })
  const said: string[] = []
  const orders: { who: Shopper; orderId: string }[] = []
  // Everybody claims three times; what they got is ordered with twice at once, and whoever was second closes nothing of the first.
  const { rejected } = await parallel(PEOPLE * 3, async (n) => {
    const who = people[n % PEOPLE] as Shopper
    const coupon = await patiently(() => claim(who, id)).catch((error: unknown) => codeIn(error))
    if (typeof coupon === 'string') return void said.push(coupon)
    const placed = await Promise.all([placeWith(who, coupon.id), placeWith(who, coupon.id)])
    const [first, ...others] = placed.filter((one) => one !== undefined)
    expect([typeof first, others]).toEqual(['string', []])
    const orderId = first ?? ''
    if (n % 3 === 0) await patiently(() => who.api.order.cancel({ params: { id: orderId } }))
    else orders.push({ who, orderId })
  })
  expect(rejected).toEqual([])
  expect(new Set(said)).toEqual(new Set(['COUPON_LIMIT', 'COUPON_GONE'].filter((code) => said.includes(code))))
  const paid = orders.filter((_, n) => n % 2 === 0)
  const started = await parallel(paid.length, async (n) => {
    const one = paid[n]
    if (one === undefined) return
    const { attemptNo } = await patiently(() => startPaying(one.who, one.orderId))
    await shop.simulator.pay(attemptNo)
  })
  expect(started.rejected).toEqual([])
  await arrive(shop)

  const there = await shop.database.one<{ rows: number; most: number; used: number; locked: number; held: number }>(
    `select count(*)::int as rows, max(ordinal)::int as most, count(*) filter (where c.state = 'used')::int as used,
            count(*) filter (where c.state = 'locked')::int as locked, count(*) filter (where c.state = 'held')::int as held
       from coupons c where c.template_id = $1`,
    [id],
  )
  const { claimed, used } = await operator.coupons.template({ params: { id } })
  const figures = await operator.coupons.figures({ params: { id } })
  expect([claimed, there.rows, figures.issued]).toEqual([TOTAL, TOTAL, TOTAL])
  expect(there.most).toBe(EACH)
  expect([used, there.used, figures.used]).toEqual([paid.length, paid.length, paid.length])
  expect([there.locked, figures.locked]).toEqual([orders.length - paid.length, orders.length - paid.length])
  expect(there.held).toBe(TOTAL - orders.length)
  const uses = await shop.database.rows<{ state: string; n: number }>(
    `select state, count(*)::int as n from coupon_uses where template_id = $1 group by state order by state`,
    [id],
  )
  const count = (state: string): number => uses.find((one) => one.state === state)?.n ?? 0
  expect([count('used'), count('locked')]).toEqual([paid.length, orders.length - paid.length])
  expect(figures.discountFen).toBe(paid.length * 1_000)
  const shown = await Promise.all(people.map(async (who) => (await heldBy(who)).length))
  expect(shown.reduce((sum, one) => sum + one, 0)).toBe(there.held + there.locked)
}, 300_000)

it('the shop is sound', () => expectSoundShop(shop))
