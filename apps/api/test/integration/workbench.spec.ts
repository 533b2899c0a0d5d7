import type { Permission } from '@jishi/contracts/identity/identity.terms'
import { addShopDays, dayMs, hourMs, isoOf, secondMs, shopDay, startOfShopDay } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, expectSoundShop, operatorOf, orderOf, pay, placeNow, startPaying } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let desk: ShopClient
let ann: Shopper
let ben: Shopper
let skuId: string

const paidOrder = async (who: Shopper, qty: number): Promise<string> => {
  const { id } = await placeNow(who, [{ skuId, qty }])
  await pay(shop, who, id)
  return id
}

const somebodyWho = async (permission: Permission): Promise<ShopClient> => {
  const body = { name: `只能 ${permission}`, description: '', permissions: [permission] }
  return operatorOf(shop, [(await desk.operators.createRole({ body })).code])
}

beforeAll(async () => {
  shop = await startWholeShop()
  skuId = (await new MadeGoods(shop).product({ stock: 500 })).skus[0]?.skuId ?? ''
  ann = await shopperOf(shop, '13800002001', '安小姐')
  ben = await shopperOf(shop, '13800002002', '贝先生')
  desk = await operatorOf(shop)
})
afterAll(() => shop.close())

describe('the figures', () => {
  it('are what the rows add up to, by shop day and by the time of paying', async () => {
    for (const qty of [1, 2, 3]) await paidOrder(qty === 2 ? ben : ann, qty)
    await shop.settle()
    // The gateway has a clock of its own; what it said lies before this moment.
    shop.clock.advance(5 * secondMs)
    const { today, yesterday, latest, asOf } = await desk.insight.workbench()
    const rows = await shop.database.rows<{ amountFen: number; memberId: string; orderId: string; paidAt: number }>(
      `select amount_fen as "amountFen", member_id as "memberId", order_id as "orderId", paid_at as "paidAt"
         from order_terms where state = 'paid'`,
    )
    const now = shop.clock.now()
    const since = startOfShopDay(now)
    const ofToday = rows.filter(({ paidAt }) => paidAt >= since && paidAt < now)
    const ofYesterday = rows.filter(({ paidAt }) => paidAt >= since - dayMs && paidAt < now - dayMs)
    const sum = (list: typeof rows): number => list.reduce((total, { amountFen }) => total + amountFen, 0)
    expect(rows).toHaveLength(3)
    expect(today).toEqual({
      paidFen: sum(ofToday),
      orders: new Set(ofToday.map(({ orderId }) => orderId)).size,
      payers: new Set(ofToday.map(({ memberId }) => memberId)).size,
      averageFen: ofToday.length === 0 ? 0 : Math.round(sum(ofToday) / ofToday.length),
      refundedFen: 0,
    })
    expect(yesterday.paidFen).toBe(sum(ofYesterday))
    expect(latest).toHaveLength(3)
    expect(asOf).toBe(isoOf(now))
  })

  it('of a range sum up to its days, and end where yesterday’s begin', async () => {
    const before = await desk.insight.trend({ query: { days: '7' } })
    expect(before.points.map(({ day }) => day)).toEqual(
      Array.from({ length: 7 }, (_, at) => addShopDays(shopDay(shop.clock.now()), at - 6)),
    )
    expect(before.points.reduce((sum, { paidFen }) => sum + paidFen, 0)).toBe(before.paidFen)
    expect(before.bestSellers.map(({ paidFen }) => paidFen)).toEqual([before.paidFen])
    expect(before.bestSellers[0]?.qty).toBe(6)
    const bounds = await shop.database.one<{ first: number }>(`select min(paid_at) as first from order_terms`)
    expect(bounds.first).toBeGreaterThanOrEqual(startOfShopDay(shopDay(shop.clock.now())) - dayMs)
  })

  it('are nobody’s without the permission, and hide what else is not allowed', async () => {
    const narrow = await somebodyWho('workbench.read')
    const { todos, latest } = await narrow.insight.workbench()
    expect(Object.values(todos).every((value) => value === null)).toBe(true)
    expect(latest).toEqual([])
    expect(await codeOf((await somebodyWho('order.read')).insight.workbench())).toBe('FORBIDDEN')
  })
})

describe('an unpaid order closed by the shop', () => {
  it('asks the channel first, gives stock back, and says who and why', async () => {
    const who = await shopperOf(shop, '13800002003')
    const { id } = await placeNow(who, [{ skuId, qty: 1 }])
    await startPaying(who, id)
    const closed = await desk.order.close({ params: { id }, body: { cause: 'duplicate', note: '重复下单' } })
    expect(closed).toMatchObject({ state: 'closed', closedCause: 'duplicate' })
    expect((await orderOf(who, id)).state).toBe('closed')
    expect(await codeOf(desk.order.close({ params: { id }, body: { cause: 'merchant' } }))).toBe(
      'ORDER_ACTION_NOT_ALLOWED',
    )
    const rows = await shop.database.rows(`select 1 from audit_log where action = 'order.close_asked'`)
    expect(rows).toHaveLength(1)
  })
})

describe('a note of the shop', () => {
  it('is versioned, sealed, shown to operators and never to the shopper', async () => {
    const who = await shopperOf(shop, '13800002004')
    const { id } = await placeNow(who, [{ skuId, qty: 1 }])
    const first = await desk.order.writeNote({ params: { id }, body: { version: 0, flag: 'red', text: '先别发' } })
    expect(first.internal).toEqual({ version: 1, flag: 'red', text: '先别发' })
    const late = desk.order.writeNote({ params: { id }, body: { version: 0, flag: null, text: '' } })
    expect(await codeOf(late)).toBe('VERSION_CONFLICT')
    expect((await desk.order.adminOrders({ query: { flag: 'red' } })).items.map((row) => row.id)).toEqual([id])
    expect(JSON.stringify(await orderOf(who, id))).not.toContain('先别发')
    const kept = await shop.database.rows<{ text: string }>('select text_enc as text from order_notes')
    expect(kept.map(({ text }) => text.includes('先别发'))).toEqual([false])
  })
})

describe('addresses of several orders', () => {
  it('come in the order asked for, each leaving its row; one that is missing refuses all', async () => {
    const ids = (await desk.order.adminOrders({ query: { state: 'paid' } })).items.map(({ id }) => id)
    const count = async (): Promise<number> =>
      (await shop.database.rows(`select 1 from audit_log where action = 'order.receiver_revealed'`)).length
    const before = await count()
    const { items } = await desk.order.receivers({ body: { ids } })
    expect(items.map(({ id }) => id)).toEqual(ids)
    expect(items[0]?.courierLine).toContain('东华门街道')
    expect(await count()).toBe(before + ids.length)
    const unknown = desk.order.receivers({ body: { ids: [...ids, '0197a000-0000-7000-8000-000000000001'] } })
    expect(await codeOf(unknown)).toBe('NOT_FOUND')
    expect(await count()).toBe(before + ids.length)
  })
})

describe('a number of things to do', () => {
  it('is that of the list it opens', async () => {
    const { todos } = await desk.insight.workbench()
    expect(todos.toShip).toBe((await desk.order.adminOrders({ query: { state: 'paid' } })).items.length)
    expect(todos.shipOverdue).toBe(0)
    shop.clock.advance(49 * hourMs)
    desk = await operatorOf(shop)
    const later = await desk.insight.workbench()
    expect(later.todos.shipOverdue).toBe(3)
    expect((await desk.order.adminOrders({ query: { due: 'overdue' } })).items).toHaveLength(3)
    expect(later.todos.lowStock).toBe((await desk.shopfront.adminProducts({ query: { stock: 'low' } })).items.length)
  })
})

it('leaves a shop without a contradiction', async () => {
  // Two days have gone by above: what fell due in them is done first, as a worker would have.
  await shop.sweep()
  await expectSoundShop(shop)
})
