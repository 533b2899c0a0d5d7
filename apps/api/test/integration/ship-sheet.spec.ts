import { dayMs, isoOf, minuteMs } from '@jishi/kernel/time'
import { newId } from '@jishi/kernel/id'
import { SHIP_FLAWS, SHIP_SHEETS_KEPT_DAYS } from '@jishi/contracts/order/ship-sheet.terms'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { FILE_STORE, type FileStore } from '../../src/infra/storage/file-store.js'
import { codeOf, expectSoundShop, orderOf, payAndRest, placeNow, stockOf } from '../support/buying.js'
import { csvOf, linesOf } from '../support/import-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { Clerk, shipRow } from '../support/ship-desk.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { BackgroundWorker } from '../../src/infra/worker/worker.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let clerk: Clerk
let apple: string
let pear: string
let numbers = 0

// No worker runs beside: each step of a sheet is taken where the test takes it.
beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE, worker: false })
  const goods = new MadeGoods(shop)
  apple = (await goods.product({ stock: 500, title: '苹果' })).skus[0]?.skuId ?? ''
  pear = (await goods.product({ stock: 500, title: '梨' })).skus[0]?.skuId ?? ''
  ann = await shopperOf(shop, '13900031601')
  clerk = await Clerk.of(shop, ['order.read', 'order.ship'])
})
afterAll(() => shop.close())

const nextNumber = (): string => `SF31600${String((numbers += 1)).padStart(5, '0')}`
const paid = async (apples = 1, pears = 0): Promise<{ id: string; no: string }> => {
  const lines = [
    { skuId: apple, qty: apples },
    { skuId: pear, qty: pears },
  ].filter(({ qty }) => qty > 0)
  const { id, orderNo } = await placeNow(ann, lines)
  await payAndRest(shop, ann, id)
  return { id, no: orderNo }
}
const partsOf = async (id: string): Promise<[string, number[]][]> =>
  (await orderOf(ann, id)).shipments.map(({ trackingNo, pieces }) => [trackingNo, pieces.map(({ qty }) => qty)])

describe('a sheet of parcels', () => {
  it('ships whole orders and parts of them, and blank rows wait', async () => {
    const [whole, split, later] = [await paid(2), await paid(3, 1), await paid()]
    const [one, two, three] = [nextNumber(), nextNumber(), nextNumber()]
    const before = await stockOf(shop, apple)
    const sheet = csvOf([
      shipRow(whole.no.toLowerCase(), one.toLowerCase()),
      shipRow(split.no, two, { 行号: '1', 件数: '2', 快递公司: 'sf' }),
      shipRow(split.no, three, { 快递公司: '顺丰' }),
      shipRow(later.no, '', { 快递公司: '', 行号: '1', 件数: '1', 收件人: '林小满' }),
    ])
    const view = await clerk.checked(sheet)
    expect(view).toMatchObject({ state: 'ready', rowsRead: 4, rowsBlank: 1, parcels: { new: 3, refused: 0 } })
    expect((await orderOf(ann, whole.id)).state).toBe('paid')

    await clerk.api.shipSheet.apply({ params: { id: view.id } })
    expect(await clerk.work(view.id)).toMatchObject({ state: 'done', parcelsSent: 3, parcelsLost: 0 })
    expect(await partsOf(whole.id)).toEqual([[one, [2]]])
    expect((await partsOf(split.id)).map(([no, qty]) => [no, [...qty].sort()])).toEqual([
      [two, [2]],
      [three, [1, 1]],
    ])
    expect((await orderOf(ann, split.id)).state).toBe('shipped')
    expect((await orderOf(ann, later.id)).state).toBe('paid')
    expect((await stockOf(shop, apple)).onHand).toBe(before.onHand - 5)
  })

  it('sent again ships nothing again', async () => {
    const order = await paid(2)
    const sheet = csvOf([shipRow(order.no, nextNumber(), { 行号: '1', 件数: '1' }), shipRow(order.no, nextNumber())])
    expect(await clerk.applied(sheet)).toMatchObject({ state: 'done', parcelsSent: 2 })
    const again = await clerk.checked(sheet)
    expect(again).toMatchObject({ state: 'ready', mayApply: false, parcels: { new: 0, unchanged: 2, refused: 0 } })
    expect(await codeOf(clerk.api.shipSheet.apply({ params: { id: again.id } }))).toBe('IMPORT_ACTION_NOT_ALLOWED')
    expect(await partsOf(order.id)).toHaveLength(2)
  })

  it('is what was downloaded, filled in', async () => {
    const order = await paid(1, 2)
    const download = await clerk.file('/api/admin/to-ship/sheet', { format: 'csv', reveal: false })
    const [header = [], ...rows] = linesOf(download.body)
    const number = nextNumber()
    const filled = rows.map((row) =>
      row[header.indexOf('订单号')] === order.no
        ? row.with(header.indexOf('快递公司'), '顺丰速运').with(header.indexOf('运单号'), number)
        : row,
    )
    const named = filled.map((row) => Object.fromEntries(header.map((name, at) => [name, row[at] ?? ''])))
    expect(await clerk.applied(csvOf(named))).toMatchObject({ state: 'done', parcelsSent: 1, rowsRefused: 0 })
    expect((await partsOf(order.id)).map(([no]) => no)).toEqual([number])
    expect((await orderOf(ann, order.id)).state).toBe('shipped')
  })

  it('tells each row what is wrong with it, and ships the others', async () => {
    const [good, held, sent, other] = [await paid(), await paid(), await paid(), await paid(2)]
    const [taken, twice] = [nextNumber(), nextNumber()]
    await clerk.api.order.ship({ params: { id: sent.id }, body: { carrierCode: 'SF', trackingNo: taken } })
    await shop.database.execute(
      `insert into order_holds (id, order_id, member_id, key, blocks, reason, created_at)
       values ($1, $2, $3, 'after_sale:x', '{ship}', 'test', $4)`,
      [newId(shop.clock), held.id, ann.memberId, isoOf(shop.clock.now())],
    )
    const { id } = await clerk.checked(
      csvOf([
        shipRow('NOSUCH', nextNumber()),
        shipRow(held.no, nextNumber()),
        shipRow(sent.no, nextNumber()),
        shipRow(other.no, taken),
        shipRow(other.no, '短'),
        shipRow(other.no, nextNumber(), { 快递公司: '飞鸽' }),
        shipRow(other.no, nextNumber(), { 快递公司: '' }),
        shipRow(other.no, nextNumber(), { 行号: '9' }),
        shipRow(other.no, nextNumber(), { 行号: '1', 件数: '3' }),
        shipRow(other.no, nextNumber(), { 行号: '1', 件数: '0' }),
        shipRow(other.no, nextNumber(), { 件数: '1' }),
        shipRow(other.no, twice),
        shipRow(good.no, twice),
        shipRow('', nextNumber()),
        shipRow(good.no, nextNumber()),
      ]),
    )
    expect(await clerk.flaws(id)).toEqual([
      [2, 'orderNo', 'ORDER_UNKNOWN'],
      [3, 'orderNo', 'ORDER_HELD'],
      [4, 'orderNo', 'ORDER_NOT_WAITING'],
      [5, 'trackingNo', 'NUMBER_TAKEN'],
      [6, 'trackingNo', 'NUMBER_SHAPE'],
      [7, 'carrier', 'CARRIER_UNKNOWN'],
      [8, 'carrier', 'NUMBER_NEEDED'],
      [9, 'line', 'LINE_UNKNOWN'],
      [10, 'pieces', 'PIECES_GONE'],
      [11, 'pieces', 'NOT_COUNTED'],
      [12, 'line', 'LINE_NEEDED'],
      [13, 'trackingNo', 'NUMBER_TWICE'],
      [14, 'trackingNo', 'NUMBER_TWICE'],
      [15, 'orderNo', 'CELL_NEEDED'],
    ])
    await clerk.api.shipSheet.apply({ params: { id } })
    expect(await clerk.work(id)).toMatchObject({ state: 'done', parcelsSent: 1, parcelsLost: 0 })
    expect((await orderOf(ann, good.id)).state).toBe('shipped')
    const file = await shop.app.inject({
      method: 'GET',
      url: `/api/admin/ship-sheets/${id}/flaws?format=csv`,
      headers: clerk.headers,
    })
    expect(linesOf(file.body)).toHaveLength(15)
    expect(file.body).toContain(SHIP_FLAWS.ORDER_HELD.zh)
  })

  it('refuses files that are none, and formulas that begin a cell are text', async () => {
    for (const [text, code] of [
      ['', 'VALIDATION_FAILED'],
      ['订单号,快递公司,运单号,收款人\n1,SF,SF000000', 'COLUMN_UNKNOWN'],
      ['订单号,快递公司\n1,SF', 'HEADER_MISSING'],
      ['订单号,快递公司,运单号\n', 'FILE_EMPTY'],
    ] as const) {
      const answer = await clerk.upload(text)
      if (answer.statusCode !== 200) expect(answer.json<{ code: string }>().code).toBe(code)
      else {
        const view = await clerk.work(answer.json<{ id: string }>().id)
        expect([view.state, view.flaws[0]?.code]).toEqual(['refused', code])
      }
    }
    const { id } = await clerk.checked(csvOf([shipRow(`'=HYPERLINK("x")`, nextNumber())]))
    const file = await shop.app.inject({
      method: 'GET',
      url: `/api/admin/ship-sheets/${id}/flaws?format=csv`,
      headers: clerk.headers,
    })
    expect(linesOf(file.body)[1]?.[1]).toMatch(/^'=HYPERLINK/)
  })
})

describe('what cannot be read', () => {
  it('half a character is never kept of what was found', async () => {
    const column = `${'备'.repeat(59)}🚚注`
    const { state, flaws } = await clerk.checked(csvOf([shipRow('NOSUCH', nextNumber(), { [column]: 'x' })]))
    expect(state).toBe('refused')
    expect(flaws.map(({ code }) => code)).toEqual(['COLUMN_UNKNOWN'])
    expect(JSON.stringify(flaws)).toContain(`${'备'.repeat(59)}🚚…`)
  })

  it('goes behind the others', async () => {
    const sent = async (): Promise<string> =>
      (await clerk.upload(csvOf([shipRow('NOSUCH', nextNumber())]))).json<{ id: string }>().id
    const stuck = [await sent(), await sent(), await sent(), await sent(), await sent()]
    shop.clock.advance(1_000)
    const good = await sent()
    const files = shop.app.get<FileStore>(FILE_STORE)
    const read = files.get.bind(files)
    const reading = vi.spyOn(files, 'get').mockImplementation((key, range) => {
      if (stuck.some((id) => key.includes(id))) return Promise.reject(new Error('a disk that does not answer'))
      return read(key, range)
    })
    const stateOf = async (id: string) => (await clerk.api.shipSheet.one({ params: { id } })).state
    shop.clock.advance(minuteMs)
    await shop.sweep('order.ship-sheets')
    expect(await stateOf(good)).toBe('reading')
    await shop.sweep('order.ship-sheets')
    expect(await stateOf(good)).toBe('ready')
    reading.mockRestore()
    for (const id of stuck) expect((await clerk.work(id)).state).toBe('ready')
  })
})

describe('whose it is', () => {
  it('a sheet is its sender’s alone, and keeps nothing of a receiver', async () => {
    const order = await paid()
    const { id } = await clerk.checked(
      csvOf([shipRow(order.no, nextNumber(), { 收件人: '林小满', 详细地址: '8 号院' })]),
    )
    const kept = JSON.stringify(await shop.database.rows('select * from ship_sheet_rows where sheet_id = $1', [id]))
    expect(kept).not.toMatch(/林小满|8 号院/)
    const other = await Clerk.of(shop, ['order.read', 'order.ship'])
    const params = { id }
    expect((await other.api.shipSheet.list({ query: {} })).items).toEqual([])
    for (const asked of [
      () => other.api.shipSheet.one({ params }),
      () => other.api.shipSheet.rows({ params, query: {} }),
      () => other.api.shipSheet.apply({ params }),
      () => other.api.shipSheet.stop({ params }),
    ])
      expect(await codeOf(asked())).toBe('NOT_FOUND')
    expect((await orderOf(ann, order.id)).state).toBe('paid')
    const reader = await Clerk.of(shop, ['order.read'])
    expect((await reader.upload(csvOf([shipRow(order.no, nextNumber())]))).statusCode).toBe(403)
    // Stopped by its sender and gone on with, as every import is.
    await clerk.api.shipSheet.apply({ params })
    await clerk.api.shipSheet.stop({ params })
    expect(await clerk.work(id)).toMatchObject({ state: 'stopped', parcelsSent: 0, mayApply: true })
    await clerk.api.shipSheet.apply({ params })
    expect(await clerk.work(id)).toMatchObject({ state: 'done', parcelsSent: 1 })
    const deeds = await shop.database.rows<{ action: string }>(
      `select action from audit_log where subject_id = $1 order by seq`,
      [id],
    )
    expect(deeds.map(({ action }) => action)).toEqual([
      ...['ship_sheet.uploaded', 'ship_sheet.applied', 'ship_sheet.stopped', 'ship_sheet.applied'],
    ])
  })

  it('is forgotten when nobody has touched it for long', async () => {
    const { id } = await clerk.checked(csvOf([shipRow('NOSUCH', nextNumber())]))
    shop.clock.advance((SHIP_SHEETS_KEPT_DAYS + 1) * dayMs)
    await shop.sweep('order.old-ship-sheets')
    for (let rounds = 0; rounds < 20; rounds += 1) await shop.sweep('order.old-ship-sheets')
    expect(await shop.database.rows('select 1 from ship_sheets where id = $1', [id])).toEqual([])
  })

  it('holds nothing while its file is taken away', async () => {
    const { id } = await (
      await Clerk.of(shop, ['order.read', 'order.ship'])
    ).checked(csvOf([shipRow('NOSUCH', nextNumber())]))
    shop.clock.advance((SHIP_SHEETS_KEPT_DAYS + 1) * dayMs)
    const left: object[][] = []
    const removing = vi
      .spyOn(shop.app.get<FileStore>(FILE_STORE), 'remove')
      .mockImplementation(
        async () => void left.push(await shop.database.rows('select id from ship_sheets where id = $1', [id])),
      )
    while ((await shop.sweep('order.old-ship-sheets')) > 0) continue
    removing.mockRestore()
    expect(left.length).toBeGreaterThan(0)
    expect(left.at(-1)).toEqual([])
  })

  it('leaves a sound shop', async () => {
    await shop.get(BackgroundWorker).start({ sweeps: false })
    await expectSoundShop(shop)
  })
})
