import type { ProductView } from '@jishi/contracts/shopfront/shopfront.schema'
import { addMs, minuteMs, secondMs } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MovableClock } from '../../src/infra/clock/clock.js'
import { codeOf } from '../support/buying.js'
import { bodyOf, openCatalogDesk, productOf, sku, type CatalogDesk } from '../support/catalog-desk.js'
import { clientOf, type ShopClient } from '../support/shopper.js'

const clock = new MovableClock()
let desk: CatalogDesk
let guest: ShopClient
let categoryId: string

beforeAll(async () => {
  clock.set(clock.now())
  desk = await openCatalogDesk(clock)
  guest = clientOf(desk.shop)
  categoryId = await desk.goods.category('预览')
})
afterAll(() => desk.close())

const draft = async (title = '还没上架') => {
  const body = productOf(categoryId, { title, skus: [sku([], { priceFen: 1_990 })] })
  return (await desk.api.catalog.addProduct({ body })).id
}
const open = async (id: string) => (await desk.api.shopfront.openPreview({ params: { id } })).pass
const look = (id: string, pass: string): Promise<ProductView> =>
  guest.shopfront.previewed({ params: { id }, body: { pass } })

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

describe('the preview of a product', () => {
  it('shows a draft as it would stand on the shelf, to whoever holds its pass and to nobody else', async () => {
    const id = await draft()
    const { pass, until } = await desk.api.shopfront.openPreview({ params: { id } })
    expect(Date.parse(until) - clock.now()).toBe(30 * minuteMs)
    expect(await look(id, pass)).toMatchObject({ id, title: '还没上架', state: 'on_shelf', price: { fromFen: 1_990 } })
    expect(await codeOf(guest.shopfront.product({ params: { id } }))).toBe('NOT_FOUND')
    const endings = [...LETTERS].filter((letter) => !pass.endsWith(letter)).map((letter) => pass.slice(0, -1) + letter)
    for (const forged of ['x', pass.slice(0, -1), `1${pass}`, ...endings])
      expect(await codeOf(look(id, forged)), forged).toBe('PREVIEW_ENDED')
  })

  it('is kept by nobody on its way', async () => {
    const id = await draft()
    const url = `/api/shop/products/${id}/preview`
    const answer = await desk.shop.app.inject({ method: 'POST', url, payload: { pass: await open(id) } })
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, 'no-store'])
  })

  it('is good for its product only, in the version it was made of, and for half an hour', async () => {
    const [id, other] = [await draft(), await draft('另一件')]
    const pass = await open(id)
    expect(await codeOf(look(other, pass))).toBe('PREVIEW_ENDED')
    const [time = '', proof = ''] = pass.split('.')
    expect(await codeOf(look(id, `${Number(time) + minuteMs}.${proof}`))).toBe('PREVIEW_ENDED')
    clock.set(addMs(clock.now(), 30 * minuteMs - secondMs))
    expect((await look(id, pass)).id).toBe(id)
    clock.set(addMs(clock.now(), secondMs))
    expect(await codeOf(look(id, pass))).toBe('PREVIEW_ENDED')
    const fresh = await open(id)
    const form = await desk.api.shopfront.productForm({ params: { id } })
    await desk.api.catalog.editProduct({ params: { id }, body: { ...bodyOf(form), subtitle: '改过了' } })
    expect(await codeOf(look(id, fresh))).toBe('PREVIEW_ENDED')
    expect((await look(id, await open(id))).subtitle).toBe('改过了')
  })

  it('shows what waits for its day and what left the shelf, and nothing from the recycle bin', async () => {
    const id = await draft()
    await desk.shop.database.execute(`update spus set state = 'scheduled', shelf_from = '2099-01-01' where id = $1`, [
      id,
    ])
    expect((await look(id, await open(id))).state).toBe('on_shelf')
    await desk.shop.database.execute(
      `update spus set state = 'off_shelf', shelf_from = null, on_shelf_at = now() where id = $1`,
      [id],
    )
    const pass = await open(id)
    expect((await look(id, pass)).state).toBe('on_shelf')
    const { version } = await desk.api.shopfront.productForm({ params: { id } })
    await desk.api.catalog.archiveProduct({ params: { id }, body: { version } })
    expect(await codeOf(look(id, pass))).toBe('PREVIEW_ENDED')
    expect(await codeOf(open(id))).toBe('NOT_FOUND')
  })

  it('asks for the right to write products, and each pass leaves a row', async () => {
    const id = await draft()
    const reader = clientOf(desk.shop, desk.actors.operator(['product.read']))
    expect(await codeOf(reader.shopfront.openPreview({ params: { id } }))).toBe('FORBIDDEN')
    await open(id)
    await open(id)
    const rows = await desk.shop.database.rows(
      `select 1 from audit_log where action = 'product.previewed' and subject_id = $1`,
      [id],
    )
    expect(rows).toHaveLength(2)
  })
})
