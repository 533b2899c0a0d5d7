import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCatalogDesk, productOf, type CatalogDesk } from '../support/catalog-desk.js'

let desk: CatalogDesk
let category: string

beforeAll(async () => {
  desk = await openCatalogDesk()
  category = await desk.goods.category('鲜果')
})
afterAll(() => desk.close())

const add = async (title: string, weight = 0): Promise<string> =>
  (await desk.api.catalog.addProduct({ body: productOf(category, { title, weight, pictureIds: [desk.pictureId] }) })).id
const counts = () => desk.api.shopfront.adminProductCounts()

describe('the tabs of the operators’ list', () => {
  it('count every product once, those in the recycle bin apart', async () => {
    expect(await counts()).toEqual({ draft: 0, scheduled: 0, on_shelf: 0, off_shelf: 0, recycled: 0 })
    const [, shelved, planned, binned] = [await add('稿'), await add('架'), await add('等'), await add('弃')]
    await desk.api.catalog.moveProduct({ params: { id: shelved }, body: { state: 'on_shelf' } })
    const shelfFrom = new Date(desk.shop.clock.now() + 86_400_000).toISOString()
    await desk.api.catalog.scheduleProduct({ params: { id: planned }, body: { shelfFrom, shelfUntil: null } })
    const { version } = await desk.api.shopfront.productForm({ params: { id: binned } })
    await desk.api.catalog.archiveProduct({ params: { id: binned }, body: { version } })
    expect(await counts()).toEqual({ draft: 1, scheduled: 1, on_shelf: 1, off_shelf: 0, recycled: 1 })
    await desk.api.catalog.moveProduct({ params: { id: shelved }, body: { state: 'off_shelf' } })
    expect(await counts()).toMatchObject({ on_shelf: 0, off_shelf: 1 })
  })

  it('are ordered by weight where that is asked, page by page', async () => {
    const [light, heavy, middle] = [await add('重一', 1), await add('重三', 3), await add('重二', 2)]
    const page = (cursor?: string) =>
      desk.api.shopfront.adminProducts({ query: { q: '重', sort: 'weight', limit: 2, cursor } })
    const first = await page()
    expect(first.items.map(({ id, weight }) => [id, weight])).toEqual([
      [heavy, 3],
      [middle, 2],
    ])
    const second = await page(first.nextCursor ?? undefined)
    expect(second.items.map(({ id }) => id)).toEqual([light])
    expect(second.nextCursor).toBeNull()
  })
})
