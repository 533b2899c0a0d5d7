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
  startPaying,
  stockOf,
} from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { changePrice, changePriceOf, on } from '../support/price-desk.js'
import { passTime } from '../support/payment-facts.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

const NOWHERE = '0197a000-0000-7000-8000-00000000000f'
const PAST_DUE = 31 * 60_000

let shop: WholeShop
let ann: Shopper
let desk: ShopClient
let second: ShopClient
let skus: string[]
let shoppers = 0

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  desk = await operatorOf(shop, ['operations'])
  second = await operatorOf(shop, ['finance'])
  const made = await new MadeGoods(shop).product({ stock: 500, pricesFen: [10_000, 5_000] })
  skus = made.skus.map(({ skuId }) => skuId)
})
afterAll(async () => {
  try {
    await expectSoundShop(shop)
  } finally {
    await shop.close()
  }
})
beforeEach(async () => {
  ann = await shopperOf(shop, `1380000440${(shoppers += 1)}`)
})

const placed = () =>
  placeNow(
    ann,
    skus.map((skuId) => ({ skuId, qty: 2 })),
  )
const view = (id: string) => desk.order.adminOrder({ params: { id } })
const historyOf = async (id: string) => (await desk.priceChange.priceChanges({ params: { id } })).items
const preview = (id: string, lines: { lineId: string; changeFen: number }[]) =>
  desk.priceChange.preview({ params: { id }, body: { lines } })

describe('within what one person may decide', () => {
  it('the price holds at once, for shopper, operator and cashier alike', async () => {
    const order = await placed()
    expect((await view(order.id)).allowedActions).toContain('change_price')
    const lineId = order.lines[0]?.id ?? ''
    const shown = await preview(order.id, [{ lineId, changeFen: -1_000 }])
    expect(shown).toMatchObject({
      ...{ payableBeforeFen: order.payableFen, payableFen: order.payableFen - 1_000, movedFen: 1_000 },
      ...{ aloneFen: 3_000, needsSecond: false, free: false, paymentOpen: false, waits: false },
    })
    expect(await orderOf(ann, order.id)).toMatchObject({ payableFen: order.payableFen })
    const change = await changePrice(desk, order, { moves: [-1_000, 500] })
    expect(change).toMatchObject({ state: 'in_force', needsSecond: false, reason: '老顾客', checkerName: null })
    const seen = await orderOf(ann, order.id)
    const payableFen = order.payableFen - 500
    expect(order.repriced).toBeNull()
    expect(seen).toMatchObject({
      ...{ payableFen, owedFen: payableFen, payDueAt: order.payDueAt },
      repriced: { fromFen: order.payableFen, at: expect.any(String) as string },
      totals: { adjustFen: -500, payableFen },
      lines: [{ adjustFen: -1_000 }, { adjustFen: 500 }],
    })
    expect(seen.rules.at(-1)).toMatchObject({
      ...{ stage: 'adjustment', code: `adjust.${change.id}`, label: '店铺改价', amountFen: -500, applied: true },
      shares: expect.arrayContaining([{ skuId: skus[0], amountFen: -1_000 }]) as unknown,
    })
    expect(seen.timeline.map(({ step, note }) => [step, note])).toEqual([
      ['place', null],
      ['change_price', null],
    ])
    await pay(shop, ann, order.id)
    expect(await orderOf(ann, order.id)).toMatchObject({ state: 'paid', payableFen })
    const [card] = (await ann.api.order.orders({ query: {} })).items
    expect(card).toMatchObject({ id: order.id, payableFen, repriced: { fromFen: order.payableFen } })
    const log = await shop.database.rows(
      `select action from audit_log where subject_id = $1 and action = 'order.price_changed'`,
      [order.id],
    )
    expect(log).toHaveLength(1)
    const told = await shop.database.one<{ payload: object }>(
      `select payload from outbox where name = 'order.repriced' and payload ->> 'orderId' = $1`,
      [order.id],
    )
    expect(told.payload).toMatchObject({ payableBeforeFen: order.payableFen, payableFen, changeId: change.id })
  })

  it('a later change takes the place of the one before, and none at all takes it away', async () => {
    const order = await placed()
    const first = await changePrice(desk, order, { moves: [-1_000] })
    await changePriceOf(desk, ann, order.id, [0, -700])
    expect(await orderOf(ann, order.id)).toMatchObject({
      ...{ payableFen: order.payableFen - 700, lines: [{ adjustFen: 0 }, { adjustFen: -700 }] },
      repriced: { fromFen: order.payableFen },
    })
    const last = await changePriceOf(desk, ann, order.id, [])
    const seen = await orderOf(ann, order.id)
    expect(seen).toMatchObject({ payableFen: order.payableFen, totals: order.totals, repriced: null })
    expect(seen.rules).toEqual(order.rules)
    const history = await historyOf(order.id)
    expect(history.map(({ state }) => state)).toEqual(['in_force', 'replaced', 'replaced'])
    expect(history[0]?.id).toBe(last.id)
    expect(history[2]).toMatchObject({ id: first.id, lines: [{ beforeFen: 0, changeFen: -1_000 }] })
    expect(history[0]?.lines).toMatchObject([{ beforeFen: -700, changeFen: 0 }])
  })

  it('what was begun to be paid is closed first, and what is paid then is the new price', async () => {
    const order = await placed()
    const { attemptNo } = await startPaying(ann, order.id)
    expect(await preview(order.id, [])).toMatchObject({ paymentOpen: true })
    await changePrice(desk, order, { moves: [-900] })
    const anew = await pay(shop, ann, order.id)
    expect(anew.attemptNo).not.toBe(attemptNo)
    expect(anew.amountFen).toBe(order.payableFen - 900)
    await shop.simulator.payLate(attemptNo)
    await shop.simulator.settled()
    await shop.settle()
    await shop.simulator.settled()
    const seen = await view(order.id)
    expect(seen).toMatchObject({ state: 'paid', payableFen: order.payableFen - 900 })
    expect(seen.refunds).toMatchObject([{ amountFen: order.payableFen, cause: 'paid_after_close', state: 'succeeded' }])
  })
})

describe('beyond it', () => {
  it('waits for a second person, who agrees; the order costs what it did until then', async () => {
    const order = await placed()
    const change = await changePrice(desk, order, { moves: [-8_000] })
    expect(change).toMatchObject({ state: 'proposed', needsSecond: true, allowedActions: ['withdraw'] })
    expect(await view(order.id)).toMatchObject({
      ...{ payableFen: order.payableFen, priceWaits: { id: change.id, payableFen: order.payableFen - 8_000 } },
    })
    const listed = await desk.order.adminOrders({ query: { due: 'price_waits' } })
    expect(listed.items.map(({ id }) => id)).toContain(order.id)
    expect(await codeOf(desk.priceChange.approve(on(change.id)))).toBe('PRICE_CHANGE_SELF_APPROVAL')
    expect(await codeOf(desk.priceChange.refuse({ ...on(change.id), body: {} }))).toBe(
      'PRICE_CHANGE_ACTION_NOT_ALLOWED',
    )
    expect(await codeOf(second.priceChange.withdraw(on(change.id)))).toBe('FORBIDDEN')
    expect(await codeOf(changePrice(desk, order, { moves: [-1] }))).toBe('PRICE_CHANGE_WAITS')
    const key = freshKey()
    const agreed = await second.priceChange.approve(on(change.id, key))
    expect(agreed).toMatchObject({ state: 'in_force', checkerName: expect.any(String) as unknown, allowedActions: [] })
    expect(await second.priceChange.approve(on(change.id, key))).toEqual(agreed)
    expect(await codeOf(second.priceChange.approve(on(change.id)))).toBe('PRICE_CHANGE_ACTION_NOT_ALLOWED')
    expect(await orderOf(ann, order.id)).toMatchObject({ payableFen: order.payableFen - 8_000 })
    expect((await view(order.id)).priceWaits).toBeNull()
    await pay(shop, ann, order.id)
  })

  it('may be refused with a word, or taken back by whoever made it', async () => {
    const order = await placed()
    const refused = await changePrice(desk, order, { moves: [9_000] })
    await second.priceChange.refuse({ ...on(refused.id), body: { note: '涨太多' } })
    const withdrawn = await changePrice(desk, order, { moves: [9_000] })
    await desk.priceChange.withdraw(on(withdrawn.id))
    expect(await historyOf(order.id)).toMatchObject([
      { state: 'withdrawn', note: null },
      { state: 'refused', note: '涨太多' },
    ])
    expect(await orderOf(ann, order.id)).toMatchObject({ payableFen: order.payableFen })
  })

  it('is overtaken when the order is paid or given up first', async () => {
    const [one, other] = [await placed(), await placed()]
    const changes = [
      await changePrice(desk, one, { moves: [-8_000] }),
      await changePrice(desk, other, { moves: [-8_000] }),
    ]
    await pay(shop, ann, one.id)
    await ann.api.order.cancel({ params: { id: other.id } })
    for (const { id } of changes)
      expect(await codeOf(second.priceChange.approve(on(id)))).toBe('PRICE_CHANGE_ACTION_NOT_ALLOWED')
    expect((await historyOf(one.id)).map(({ state }) => state)).toEqual(['overtaken'])
    expect((await historyOf(other.id)).map(({ state }) => state)).toEqual(['overtaken'])
    expect(await orderOf(ann, one.id)).toMatchObject({ state: 'paid', payableFen: one.payableFen })
  })

  it('counts what moves between lines, and both limits', async () => {
    const order = await placed()
    expect(await changePrice(desk, order, { moves: [-1_501, 1_500] })).toMatchObject({ state: 'proposed' })
    const big = await placeNow(ann, [{ skuId: skus[0] ?? '', qty: 20 }])
    const lineId = big.lines[0]?.id ?? ''
    expect(await preview(big.id, [{ lineId, changeFen: -5_000 }])).toMatchObject({
      needsSecond: false,
      aloneFen: 5_000,
    })
    expect(await preview(big.id, [{ lineId, changeFen: -5_001 }])).toMatchObject({ needsSecond: true })
  })
})

describe('an order that then costs nothing', () => {
  it('is paid without a channel, as one that cost nothing when it was placed', async () => {
    const before = await stockOf(shop, skus[0] ?? '')
    const order = await placeNow(ann, [{ skuId: skus[0] ?? '', qty: 1 }])
    const lines = [{ lineId: order.lines[0]?.id ?? '', changeFen: -10_000 }]
    expect(await preview(order.id, lines)).toMatchObject({
      free: order.totals.freightFen === 0,
      payableFen: order.totals.freightFen,
    })
    const change = await changePrice(desk, order, { moves: [-10_000] })
    await second.priceChange.approve(on(change.id))
    const seen = await orderOf(ann, order.id)
    expect(seen).toMatchObject({ state: 'paid', payableFen: 0 })
    expect(seen.timeline.map(({ step }) => step)).toEqual(['place', 'change_price', 'pay'])
    expect((await view(order.id)).attempts).toEqual([])
    expect((await stockOf(shop, skus[0] ?? '')).reserved).toBe(before.reserved + 1)
    expect(await codeOf(changePriceOf(desk, ann, order.id, [1]))).toBe('ORDER_ACTION_NOT_ALLOWED')
  })
})

describe('what is refused loses nothing', () => {
  it('names too much off, nothing at all, foreign lines and another price by now', async () => {
    const order = await placed()
    const other = await placed()
    const lowest = await refusalOf(changePrice(desk, order, { moves: [-20_001] }))
    expect(lowest.body).toMatchObject({
      ...{ code: 'PRICE_CHANGE_TOO_LOW', details: { lineId: order.lines[0]?.id, leastFen: -20_000 } },
    })
    expect(await codeOf(changePrice(desk, order, { moves: [0, 0] }))).toBe('PRICE_CHANGE_NOTHING')
    const foreign = { ...order, lines: other.lines }
    expect(await codeOf(changePrice(desk, foreign, { moves: [-1] }))).toBe('NOT_FOUND')
    expect(await codeOf(changePrice(desk, { ...order, id: NOWHERE }, { moves: [-1] }))).toBe('NOT_FOUND')
    const stale = await refusalOf(changePrice(desk, order, { moves: [-1], expectedPayableFen: order.payableFen - 1 }))
    expect(stale.body).toMatchObject({
      ...{ code: 'ORDER_PRICE_CHANGED', details: { payableFen: order.payableFen, totals: order.totals } },
    })
    expect(await orderOf(ann, order.id)).toMatchObject({ payableFen: order.payableFen, state: 'pending_payment' })
    expect(await historyOf(order.id)).toEqual([])
  })

  it.each([
    ['a reason that is none', { reason: '  ' }],
    ['half a fen', { lines: [{ lineId: NOWHERE, changeFen: 0.5 }] }],
    ['more than any line is moved by', { lines: [{ lineId: NOWHERE, changeFen: -10_000_001 }] }],
    ['a property nobody knows', { freightFen: -1 }],
  ])('%s is no request', async (_, wrong) => {
    const order = await placed()
    const body = { lines: [], reason: '老顾客', expectedPayableFen: order.payableFen, ...wrong }
    expect(await codeOf(desk.priceChange.change({ ...on(order.id), body }))).toBe('VALIDATION_FAILED')
  })

  it('a line that is named twice is no request', async () => {
    const order = await placed()
    const lines = [-1, -2].map((changeFen) => ({ lineId: order.lines[0]?.id ?? '', changeFen }))
    expect(await codeOf(preview(order.id, lines))).toBe('VALIDATION_FAILED')
  })

  it('a price of what is paid, closed or past its time stays', async () => {
    const [paid, closed, late] = [await placed(), await placed(), await placed()]
    await pay(shop, ann, paid.id)
    await ann.api.order.cancel({ params: { id: closed.id } })
    for (const order of [paid, closed]) {
      expect((await view(order.id)).allowedActions).not.toContain('change_price')
      expect(await codeOf(changePrice(desk, order, { moves: [-1] }))).toBe('ORDER_ACTION_NOT_ALLOWED')
      expect(await codeOf(preview(order.id, []))).toBe('ORDER_ACTION_NOT_ALLOWED')
    }
    await passTime(shop, PAST_DUE)
    await shop.sweep('order.close-due')
    expect(await codeOf(changePrice(desk, late, { moves: [-1] }))).toBe('ORDER_ACTION_NOT_ALLOWED')
    expect(await view(late.id)).toMatchObject({ state: 'closed', payableFen: late.payableFen })
  })

  it('the same key does it once, and nobody without the right does it at all', async () => {
    const order = await placed()
    const idempotencyKey = freshKey()
    const first = await changePrice(desk, order, { moves: [-100], idempotencyKey })
    const again = await changePrice(desk, order, { moves: [-100], idempotencyKey })
    expect(again).toEqual(first)
    expect(await codeOf(changePrice(desk, order, { moves: [-200], idempotencyKey }))).toBe('IDEMPOTENCY_MISMATCH')
    const warehouse = await operatorOf(shop, ['warehouse'])
    expect(await codeOf(changePrice(warehouse, order, { moves: [-1] }))).toBe('FORBIDDEN')
    expect(await codeOf(changePrice(second, order, { moves: [-1] }))).toBe('FORBIDDEN')
    expect((await historyOf(order.id)).map(({ id }) => id)).toEqual([first.id])
  })

  it('of two who looked at the same price the second looks again', async () => {
    const order = await placed()
    await changePrice(desk, order, { moves: [-100] })
    expect(await codeOf(changePrice(desk, order, { moves: [-200] }))).toBe('ORDER_PRICE_CHANGED')
    expect(await orderOf(ann, order.id)).toMatchObject({ payableFen: order.payableFen - 100 })
  })
})
