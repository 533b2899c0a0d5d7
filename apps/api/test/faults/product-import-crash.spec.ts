import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { secondMs } from '@jishi/kernel/time'
import { PERMISSIONS } from '@jishi/contracts/identity/identity.terms'
import { BackgroundWorker } from '../../src/infra/worker/worker.js'
import { CarryOn } from '../../src/modules/catalog/import/carry-on.js'
import { expectSoundShop } from '../support/buying.js'
import { Crash } from '../support/crash.js'
import { csvOf, ImportDesk, rowOf } from '../support/import-desk.js'
import { KnownActors } from '../support/known-actors.js'
import { MadeGoods } from '../support/made-goods.js'
import { clientOf } from '../support/shopper.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

vi.setConfig({ testTimeout: 240_000 })

const MOST_DEATHS = 400
let shop: WholeShop
let imports: ImportDesk
let crash: Crash

beforeAll(async () => {
  shop = await startWholeShop({ worker: false })
  const headers = new KnownActors(shop).operator(PERMISSIONS)
  imports = new ImportDesk(shop, headers, clientOf(shop, headers))
  await new MadeGoods(shop).category('鲜果')
  crash = Crash.on(shop.database)
})
afterAll(() => shop.close())

/** Works until it dies at the n-th step of that life, and once more a step later, until a life lives to the end of its work. */
const dyingAllTheWay = async (id: string): Promise<number> => {
  for (let step = 1; step <= MOST_DEATHS; step += 1) {
    crash.at(step)
    await shop
      .get(CarryOn)
      .carryOn({ importId: id })
      .catch(() => undefined)
    const died = crash.happened
    crash.restart()
    if (!died) return step - 1
  }
  throw new Error('it never lived to the end')
}

const idOfSent = async (rows: Parameters<typeof csvOf>[0]): Promise<string> =>
  (await imports.send(csvOf(rows))).json<{ id: string }>().id

describe('an import whose worker is killed at every step', () => {
  const rows = [1, 2, 3].map((n) => rowOf(`crash-${n}`, { 库存初值: '5', 条码: `crash-${n}` }))

  it('is read and checked to the end, each row and each flaw once', async () => {
    const id = await idOfSent([...rows, rowOf('crash-4', { 售价: 'x' })])
    expect(await dyingAllTheWay(id)).toBeGreaterThan(5)
    const view = await imports.view(id)
    expect(view).toMatchObject({ state: 'ready', rowsRead: 4, products: { new: 3, refused: 1 } })
    expect(await imports.flaws(id)).toEqual([[5, 'price', 'NOT_YUAN']])
    expect(await shop.database.rows(`select 1 from spus where code like 'P-crash%'`)).toEqual([])

    await imports.api.productImport.apply({ params: { id } })
    expect(await dyingAllTheWay(id)).toBeGreaterThan(20)
    await imports.work(id)
    expect(await imports.view(id)).toMatchObject({ state: 'done', productsApplied: 3, productsLost: 0 })
    const made = await shop.database.rows<{ code: string; n: number }>(
      `select s.code, count(l.id) as n from spus s left join audit_log l on l.subject_id = s.id::text and l.action = 'product.imported'
        where s.code like 'P-crash%' group by s.code order by s.code`,
    )
    expect(made).toEqual([1, 2, 3].map((n) => ({ code: `P-crash-${n}`, n: 1 })))
    const told = await shop.database.rows(`select 1 from outbox where name = 'stock.brought_in'`)
    expect(told).toHaveLength(3)
  })

  it('is taken up by the sweep when nobody works on it any more', async () => {
    const id = await idOfSent([rowOf('left')])
    expect(await shop.sweep('catalog.product-imports')).toBe(0)
    expect((await imports.view(id)).state).toBe('reading')
    shop.clock.advance(31 * secondMs)
    await shop.sweep('catalog.product-imports')
    expect((await imports.view(id)).state).toBe('ready')
  })

  it('leaves a product that cannot be written for people to see, and goes on with the next', async () => {
    const id = await idOfSent([rowOf('poison'), rowOf('healthy')])
    await imports.work(id)
    await imports.api.productImport.apply({ params: { id } })
    await shop.database.execute(`alter table spus add constraint no_poison check (code <> 'P-poison')`)
    for (let tries = 0; tries < 4; tries += 1)
      await shop
        .get(CarryOn)
        .carryOn({ importId: id })
        .catch(() => undefined)
    await shop.database.execute('alter table spus drop constraint no_poison')
    expect(await imports.view(id)).toMatchObject({ state: 'done', productsApplied: 1, productsLost: 1 })
    expect(await imports.flaws(id)).toEqual([[2, 'productCode', 'FAILED']])
  })

  it('leaves a sound shop', async () => {
    await shop.get(BackgroundWorker).start({ sweeps: false })
    await expectSoundShop(shop)
  })
})
