import { newId } from '@jishi/kernel/id'
import { hourMs, isoOf } from '@jishi/kernel/time'
import { PERMISSIONS } from '@jishi/contracts/identity/identity.terms'
import { SHIP_COLUMNS } from '@jishi/contracts/order/ship-sheet.terms'
import type { ToShipQuery } from '@jishi/contracts/order/to-ship.schema'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { IdentityFacade } from '../../src/modules/identity/index.js'
import { codeOf, expectSoundShop, freshKey, orderOf, pay, placeNow } from '../support/buying.js'
import { linesOf } from '../support/import-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { Clerk } from '../support/ship-desk.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let goods: MadeGoods
let ann: Shopper
let clerk: Clerk
let apple: string
let pear: string
/** In the order they were paid: the queue's own. */
let first: string
let second: string
let third: string

const paid = async (lines: { skuId: string; qty: number }[], who = ann): Promise<string> => {
  const { id } = await placeNow(who, lines)
  await pay(shop, who, id)
  shop.clock.advance(1_000)
  return id
}
const hold = (orderId: string, key: string) =>
  shop.database.execute(
    `insert into order_holds (id, order_id, member_id, key, blocks, reason, created_at) values ($1, $2, $3, $4, '{ship}', 'test', $5)`,
    [newId(shop.clock), orderId, ann.memberId, key, isoOf(shop.clock.now())],
  )
const idsOf = ({ items }: { items: readonly { id: string }[] }): string[] => items.map(({ id }) => id)
const queue = (query: ToShipQuery = {}) => clerk.api.toShip.queue({ query })

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  goods = new MadeGoods(shop)
  // One after the other: the lines of an order stand in the order in which their goods were made.
  const made = async (title: string): Promise<string> =>
    (await goods.product({ stock: 100, title, pricesFen: [1_000] })).skus[0]?.skuId ?? ''
  apple = await made('红富士苹果')
  pear = await made('=库尔勒香梨')
  ann = await shopperOf(shop, '13900031501', '欧阳小满')
  clerk = await Clerk.of(shop)
  first = await paid([
    { skuId: apple, qty: 2 },
    { skuId: pear, qty: 1 },
  ])
  second = await paid([{ skuId: apple, qty: 3 }])
  third = await paid([{ skuId: pear, qty: 1 }])
  await placeNow(ann, [{ skuId: apple, qty: 1 }])
  const virtual = await goods.product({ kind: 'virtual', stock: 5 })
  await paid([{ skuId: virtual.skus[0]?.skuId ?? '', qty: 1 }])
})
afterAll(() => shop.close())

describe('the queue of what waits for a parcel', () => {
  it('runs by the promise, page by page, and holds nothing that is unpaid or goes by itself', async () => {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await queue({ limit: 1, ...(cursor === undefined ? {} : { cursor }) })
      seen.push(...idsOf(page))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(seen).toEqual([first, second, third])
    expect(await clerk.api.toShip.counts()).toEqual({ all: 3, overdue: 0, reminded: 0, held: 0, noted: 0 })
    const [row] = (await queue()).items
    expect(row).toMatchObject({
      ...{ overdue: false, remindedAt: null, flag: null, noted: false, holds: [], parcels: 0 },
      receiverMasked: '欧** 139****1501',
      lines: [
        { title: '红富士苹果', qty: 2 },
        { title: '=库尔勒香梨', qty: 1 },
      ],
    })
    expect(Date.parse(row?.promisedAt ?? '') - Date.parse(row?.paidAt ?? '')).toBe(48 * hourMs)
    expect(JSON.stringify(row)).not.toContain('13900031501')
  })

  it('shows only what is left of an order of which a parcel has gone', async () => {
    const line = (await orderOf(ann, first)).lines[0]?.id ?? ''
    const body = { carrierCode: 'SF', trackingNo: 'SF0031500001', pieces: [{ lineId: line, qty: 1 }] }
    await clerk.api.order.ship({ params: { id: first }, body })
    const [row] = (await queue()).items
    expect(row).toMatchObject({ id: first, parcels: 1, lines: [{ qty: 1 }, { qty: 1 }] })
  })

  it('marks who asked to hurry, what is held and why, and what somebody wrote', async () => {
    await ann.api.orderCentre.remind({ params: { id: second }, idempotencyKey: freshKey() })
    await hold(third, 'after_sale:test')
    await clerk.api.order.writeNote({ params: { id: third }, body: { version: 0, flag: 'red', text: '加冰袋' } })
    expect(idsOf(await queue({ want: 'reminded' }))).toEqual([second])
    const held = await queue({ want: 'held' })
    expect(held.items).toMatchObject([{ id: third, holds: ['after_sale'], flag: 'red', noted: true }])
    expect(idsOf(await queue({ want: 'noted' }))).toEqual([third])
    expect(idsOf(await queue({ flag: 'red' }))).toEqual([third])
    expect(idsOf(await queue({ flag: 'blue' }))).toEqual([])
    expect(await clerk.api.toShip.counts()).toMatchObject({ all: 3, reminded: 1, held: 1, noted: 1 })
  })

  it('is narrowed by goods that still wait, wildcards being letters, and by province', async () => {
    expect(idsOf(await queue({ goods: '香梨' }))).toEqual([first, third])
    expect(idsOf(await queue({ goods: '%' }))).toEqual([])
    const addressId = await shop.database.transaction((tx) => {
      const place = { receiver: '林大满', phone: '13800003199', regionCode: '310101', detail: '和平路 1 号' }
      return shop.get(IdentityFacade).addAddress(tx, ann.memberId, { ...place, isDefault: false })
    })
    const far = await paid([{ skuId: apple, qty: 1 }], { ...ann, addressId })
    expect(idsOf(await queue({ province: '31' }))).toEqual([far])
    expect(idsOf(await queue({ province: '11' }))).toEqual([first, second, third])
  })

  it('asks the database at most three times, however long it is', async () => {
    const asked: number[] = []
    for (let tries = 0; tries < 5; tries += 1) {
      const before = shop.database.statements.total
      await queue()
      asked.push(shop.database.statements.total - before)
    }
    // The session's look-up is among them; what timers ask beside it does not come five times.
    expect(Math.min(...asked)).toBeLessThanOrEqual(4)
  })

  it.each([{ want: 'everything' }, { province: "3'" }, { cursor: 'x' }])('refuses %o', async (query) => {
    expect(await codeOf(queue(query as object))).toBe('VALIDATION_FAILED')
  })
})

describe('what came in', () => {
  const newest = async (): Promise<string[]> => idsOf(await clerk.api.toShip.arrivals())

  it('is told by when it was paid, whatever became of it, and holds nothing unpaid', async () => {
    const before = await newest()
    expect(before.filter((id) => [first, second, third].includes(id))).toEqual([third, second, first])
    const unpaid = (await placeNow(ann, [{ skuId: apple, qty: 1 }])).id
    expect(await newest()).toEqual(before)
    await pay(shop, ann, unpaid)
    expect(await newest()).toEqual([unpaid, ...before])
    await clerk.api.order.ship({ params: { id: unpaid }, body: { carrierCode: 'SF', trackingNo: 'SF0031500002' } })
    expect((await newest())[0]).toBe(unpaid)
  })

  it('is asked for in one statement beside the session’s own', async () => {
    const asked: number[] = []
    for (let tries = 0; tries < 5; tries += 1) {
      const before = shop.database.statements.total
      await newest()
      asked.push(shop.database.statements.total - before)
    }
    expect(Math.min(...asked)).toBeLessThanOrEqual(2)
  })
})

describe('what is printed', () => {
  it('fetches each SKU once at its place, and tells each parcel its pieces in the order asked for', async () => {
    const { orders, picks } = await clerk.api.toShip.packing({ query: { ids: [second, first, second].join(',') } })
    expect(orders.map(({ id, lines }) => [id, lines.map(({ qty }) => qty)])).toEqual([
      [second, [3]],
      [first, [1, 1]],
    ])
    const told = picks.map(({ skuId, place, qty, orders: wanted }) => ({ skuId, place, qty, wanted }))
    expect(told).toHaveLength(2)
    expect(told).toContainEqual({ skuId: apple, place: '总仓', qty: 4, wanted: 2 })
    expect(told).toContainEqual({ skuId: pear, place: '总仓', qty: 1, wanted: 1 })
    expect(picks.every(({ skuCode }) => /^product-\d+-1$/.test(skuCode ?? ''))).toBe(true)
    expect(orders[0]?.receiverMasked).toBe('欧** 139****1501')
  })

  it('names the barcode a scanner reads from the goods, where they have one', async () => {
    await shop.database.execute(`update skus set barcode = '6901234567892' where id = $1`, [apple])
    const { orders } = await clerk.api.toShip.packing({ query: { ids: first } })
    expect(orders[0]?.lines.map(({ barcode }) => barcode)).toEqual(['6901234567892', null])
  })
})

describe('the sheet of what waits', () => {
  const cellsOf = (body: string): Record<string, string>[] => {
    const [header = [], ...rows] = linesOf(body)
    return rows.map((row) => Object.fromEntries(header.map((name, at) => [name, row[at] ?? ''])))
  }

  it('holds a row a line under the columns that shipping reads back, masked, and no cell that runs', async () => {
    const answer = await clerk.file('/api/admin/to-ship/sheet', { format: 'csv', reveal: false, want: 'held' })
    expect(answer.statusCode).toBe(200)
    expect(linesOf(answer.body)[0]).toEqual(SHIP_COLUMNS.map(([, name]) => name))
    expect(cellsOf(answer.body)).toMatchObject([
      {
        ...{ 行号: '1', 商品: "'=库尔勒香梨", 件数: '1', 收件人: '欧**', 手机号: '139****1501', 详细地址: '******' },
        ...{ 提醒: '售后处理中', 快递公司: '', 运单号: '' },
      },
    ])
    expect(answer.body).not.toContain('13900031501')
  })

  it('holds whole receivers only for who may see them, and each of them leaves its row', async () => {
    const revealed = () =>
      shop.database.rows<{ id: string }>(
        `select subject_id as id from audit_log where action = 'order.receiver_revealed' order by seq`,
      )
    const blind = await Clerk.of(shop, ['order.read', 'order.ship'])
    const asked = { format: 'csv', reveal: true, want: 'reminded' }
    expect((await blind.file('/api/admin/to-ship/sheet', asked)).statusCode).toBe(403)
    expect(await revealed()).toEqual([])
    const answer = await clerk.file('/api/admin/to-ship/sheet', asked)
    expect(cellsOf(answer.body)).toMatchObject([{ 收件人: '欧阳小满', 手机号: '13900031501' }])
    expect(await revealed()).toEqual([{ id: second }])
    const taken = await shop.database.one<{ after: unknown }>(
      `select after from audit_log where action = 'order.sheet_taken' order by seq desc limit 1`,
    )
    expect(taken.after).toEqual({ format: 'csv', reveal: true, want: 'reminded' })
  })
})

it('a table that is made again under one key leaves a row again, of the same export', async () => {
  for (const [path, action, body] of [
    ['/api/admin/to-ship/sheet', 'order.sheet_taken', { format: 'csv', reveal: false }],
    ['/api/admin/orders/export', 'order.exported', { format: 'csv', state: 'paid' }],
  ] as const) {
    const key = freshKey()
    const [first, again] = [await clerk.file(path, body, key), await clerk.file(path, body, key)]
    expect([first.statusCode, again.statusCode, again.body]).toEqual([200, 200, first.body])
    expect((await clerk.file(path, { ...body, format: 'xlsx' }, key)).statusCode).toBe(422)
    const rows = await shop.database.rows<{ id: string }>(
      `select subject_id as id from audit_log where action = $1 and subject_id =
         (select subject_id from audit_log where action = $1 order by seq desc limit 1)`,
      [action],
    )
    expect(rows).toHaveLength(2)
  }
})

describe('the list of orders as a file', () => {
  it('holds what the list holds, masked, with its filters in the audit log but no phone that was looked for', async () => {
    const answer = await clerk.file('/api/admin/orders/export', { format: 'csv', state: 'paid', q: ann.phone })
    const [header, ...rows] = linesOf(answer.body)
    expect(header?.slice(0, 3)).toEqual(['订单号', '状态', '商品'])
    expect(rows).toHaveLength(3)
    expect(rows.every(([, state]) => state === '待发货')).toBe(true)
    expect(answer.body).not.toContain(ann.phone)
    const { after } = await shop.database.one<{ after: unknown }>(
      `select after from audit_log where action = 'order.exported' order by seq desc limit 1`,
    )
    expect(after).toEqual({ format: 'csv', state: 'paid', searched: true })
  })

  it('is one more permission, and a phone is found only by who may see receivers', async () => {
    const reader = await Clerk.of(shop, ['order.read'])
    expect((await reader.file('/api/admin/orders/export', { format: 'csv' })).statusCode).toBe(403)
    const exporter = await Clerk.of(
      shop,
      PERMISSIONS.filter((permission) => permission !== 'order.receiver'),
    )
    const answer = await exporter.file('/api/admin/orders/export', { format: 'csv', q: ann.phone })
    expect(linesOf(answer.body)).toHaveLength(1)
    const book = await exporter.file('/api/admin/orders/export', { format: 'xlsx' })
    expect(book.rawPayload.subarray(0, 2).toString()).toBe('PK')
  })
})

it('what was promised and did not leave is overdue', async () => {
  shop.clock.advance(49 * hourMs)
  const later = await Clerk.of(shop)
  const { items } = await later.api.toShip.queue({ query: { want: 'overdue' } })
  expect(items.slice(0, 3).map(({ id, overdue }) => [id, overdue])).toEqual(
    [first, second, third].map((id) => [id, true]),
  )
  // In two days the sweeps would have run; the audit looks for what they left undone wherever a worker is alive.
  await shop.sweep()
  await expectSoundShop(shop)
})
