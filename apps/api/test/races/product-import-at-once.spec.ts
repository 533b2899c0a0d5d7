import { PERMISSIONS } from '@jishi/contracts/identity/identity.terms'
import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DeliverNow } from '../../src/infra/outbox/deliver-now.js'
import { BackgroundWorker } from '../../src/infra/worker/worker.js'
import { CarryOn } from '../../src/modules/catalog/import/carry-on.js'
import { expectSoundShop } from '../support/buying.js'
import { csvOf, ImportDesk, rowOf } from '../support/import-desk.js'
import { KnownActors } from '../support/known-actors.js'
import { MadeGoods } from '../support/made-goods.js'
import { clientOf } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let imports: ImportDesk

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE, worker: false })
  const headers = new KnownActors(shop).operator(PERMISSIONS)
  imports = new ImportDesk(shop, headers, clientOf(shop, headers))
  await new MadeGoods(shop).category('鲜果')
})
afterAll(() => shop.close())

const CODES = [1, 2, 3, 4]
const sheet = (title: string) => csvOf(CODES.map((n) => rowOf(`once-${n}`, { 标题: title, 库存初值: '10' })))
const written = () =>
  shop.database.rows<{ code: string; title: string; onHand: number; products: number }>(
    `select s.code, s.title, st.on_hand as "onHand" from spus s join skus k on k.spu_id = s.id
       left join stocks st on st.sku_id = k.id where s.code like 'P-once%' order by s.code`,
  )

describe('at the same time', () => {
  it('two imports of the same goods: each product is made once, by one of them, and the other is told', async () => {
    const views = [await imports.checked(sheet('甲')), await imports.checked(sheet('乙'))]
    const both = await parallel(2, async (n) => {
      const id = views[n]?.id ?? ''
      await imports.api.productImport.apply({ params: { id } })
      return imports.work(id)
    })
    expect(both.rejected).toEqual([])
    await shop.get(DeliverNow).run()
    const [first, second] = both.fulfilled
    expect([first?.state, second?.state]).toEqual(['done', 'done'])
    expect((first?.productsApplied ?? 0) + (second?.productsApplied ?? 0)).toBe(CODES.length)
    expect((first?.productsLost ?? 0) + (second?.productsLost ?? 0)).toBe(CODES.length)
    expect((await written()).map(({ code, onHand }) => [code, onHand])).toEqual(CODES.map((n) => [`P-once-${n}`, 10]))
  })

  it('several workers at one import: each product is written once', async () => {
    const { id } = await imports.checked(sheet('丙'))
    await imports.api.productImport.apply({ params: { id } })
    await parallel(4, () => shop.get(CarryOn).carryOn({ importId: id }))
    const done = await imports.work(id)
    expect(done).toMatchObject({ state: 'done', productsApplied: CODES.length, productsLost: 0 })
    const rows = await shop.database.rows(
      `select 1 from audit_log where action = 'product.imported' and after ->> 'importId' = $1`,
      [id],
    )
    expect(rows).toHaveLength(CODES.length)
    expect((await written()).every(({ title, onHand }) => title === '丙' && onHand === 10)).toBe(true)
  })

  it('one import applied by many hands is applied once', async () => {
    const { id } = await imports.checked(sheet('丁'))
    const { fulfilled } = await parallel(5, () => imports.api.productImport.apply({ params: { id } }))
    expect(fulfilled).toHaveLength(1)
    await imports.work(id)
  })

  it('leaves a sound shop', async () => {
    await shop.get(BackgroundWorker).start({ sweeps: false })
    await expectSoundShop(shop)
  })
})
