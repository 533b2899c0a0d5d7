import { MAX_BROWSED, MAX_FAVOURITES } from '@jishi/contracts/shopfront/favourites.terms'
import { newId } from '@jishi/kernel/id'
import { fen } from '@jishi/kernel/money'
import { addMs, instantOf, isoOf, minuteMs, type Instant } from '@jishi/kernel/time'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CatalogFacade } from '../../src/modules/catalog/index.js'
import { InventoryFacade } from '../../src/modules/inventory/index.js'
import { codeOf } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { remembering } from '../support/remembering.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let goods: MadeGoods
let ann: Shopper
let ben: Shopper
let shoppers = 0

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE, worker: false })
  goods = new MadeGoods(shop)
})
afterAll(() => shop.close())
beforeEach(async () => {
  ann = await shopperOf(shop, `138002${String((shoppers += 1)).padStart(5, '0')}`)
  ben = await shopperOf(shop, `138002${String((shoppers += 1)).padStart(5, '0')}`)
})

const later = (): void => shop.clock.set(addMs(shop.clock.now(), minuteMs))
const save = (who: Shopper, productId: string) => who.api.favourites.save({ params: { productId } })
const note = (who: Shopper, productId: string) => who.api.favourites.note({ params: { productId } })
const savedBy = async (who: Shopper) => (await who.api.favourites.list({ query: {} })).items
const seenBy = async (who: Shopper) => (await who.api.favourites.history({ query: {} })).items
const setPrice = (skuId: string, priceFen: number) =>
  shop.database.transaction((tx) => shop.get(CatalogFacade).changePrice(tx, skuId, fen(priceFen)))
const setState = (spuId: string, state: 'on_shelf' | 'off_shelf') =>
  shop.database.transaction((tx) => shop.get(CatalogFacade).setState(tx, spuId, state))
const product = async (options: Parameters<MadeGoods['product']>[0] = {}) => {
  const { spuId, skus } = await goods.product(options)
  return { spuId, skuId: skus[0]?.skuId ?? '' }
}

describe('favourites', () => {
  it('are saved once, newest first, and each knows whether it is one', async () => {
    const first = await product()
    const second = await product()
    expect(await ann.api.favourites.state({ params: { productId: first.spuId } })).toEqual({ favourite: false })
    await save(ann, first.spuId)
    later()
    await save(ann, second.spuId)
    later()
    await save(ann, first.spuId)
    expect((await savedBy(ann)).map((item) => item.product.id)).toEqual([second.spuId, first.spuId])
    expect(await ann.api.favourites.state({ params: { productId: first.spuId } })).toEqual({ favourite: true })
    expect(await ann.api.favourites.counts()).toEqual({ favourites: 2, history: 0 })
    expect(await ann.api.favourites.drop({ params: { productId: first.spuId } })).toEqual({ favourite: false })
    expect(await ann.api.favourites.drop({ params: { productId: first.spuId } })).toEqual({ favourite: false })
    expect(await ann.api.favourites.counts()).toEqual({ favourites: 1, history: 0 })
  })

  it('belong to one member: nobody sees, counts or drops those of another', async () => {
    const { spuId } = await product()
    await save(ann, spuId)
    expect(await savedBy(ben)).toEqual([])
    expect(await ben.api.favourites.state({ params: { productId: spuId } })).toEqual({ favourite: false })
    await ben.api.favourites.drop({ params: { productId: spuId } })
    await ben.api.favourites.dropMany({ body: { productIds: [spuId] } })
    expect(await ben.api.favourites.counts()).toEqual({ favourites: 0, history: 0 })
    expect(await savedBy(ann)).toHaveLength(1)
  })

  it('tell by how much the price fell since they were saved, even when saved again', async () => {
    const { spuId, skuId } = await product({ pricesFen: [3_000] })
    await save(ann, spuId)
    await setPrice(skuId, 2_450)
    await save(ann, spuId)
    expect(await savedBy(ann)).toMatchObject([{ mark: null, dropFen: 550, product: { price: { fromFen: 2_450 } } }])
    await setPrice(skuId, 3_100)
    expect(await savedBy(ann)).toMatchObject([{ mark: null, dropFen: null }])
  })

  it('tell what was sold out and came back, what is sold out, and what left the shelf or the shop', async () => {
    const { spuId, skuId } = await product({ stock: 0 })
    await save(ann, spuId)
    expect(await savedBy(ann)).toMatchObject([{ mark: 'sold_out' }])
    await shop.database.transaction((tx) =>
      shop.get(InventoryFacade).receiveAll(tx, [{ skuId, qty: 3, reference: `again:${skuId}` }]),
    )
    expect(await savedBy(ann)).toMatchObject([{ mark: 'restocked' }])
    await setState(spuId, 'off_shelf')
    expect(await savedBy(ann)).toMatchObject([{ mark: 'off_shelf', dropFen: null }])
    await shop.database.transaction((tx) => shop.get(CatalogFacade).archive(tx, spuId))
    expect(await savedBy(ann)).toMatchObject([{ mark: 'off_shelf', product: { id: spuId } }])
  })

  it('take no draft and nothing unknown', async () => {
    const { spuId } = await product({ state: 'draft' })
    for (const id of [spuId, newId<'spu'>(shop.clock)]) {
      expect(await codeOf(save(ann, id))).toBe('NOT_FOUND')
      expect(await codeOf(note(ann, id))).toBe('NOT_FOUND')
    }
  })

  it('are listed in pages of three statements that neither repeat nor skip', async () => {
    const ids: string[] = []
    for (let n = 0; n < 7; n += 1) {
      const { spuId } = await product()
      // Two at a time share a moment, so that only the id tells them apart.
      if (n % 2 === 0) later()
      await save(ann, spuId)
      ids.push(spuId)
    }
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const before = shop.database.statements.total
      const page = await remembering(() => ann.api.favourites.list({ query: { limit: 3, cursor } }))
      expect(shop.database.statements.total - before).toBeLessThanOrEqual(4)
      seen.push(...page.items.map((item) => item.product.id))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(seen).toHaveLength(7)
    expect(new Set(seen)).toEqual(new Set(ids))
    expect(await codeOf(ann.api.favourites.list({ query: { cursor: 'bm90IG9uZQ' } }))).toBe('VALIDATION_FAILED')
  })

  it('end at their limit with a reason, and take one more when one is dropped', async () => {
    const { spuId } = await product()
    const { spuId: another } = await product()
    await save(ann, spuId)
    await shop.database.execute('update member_shelves set favourites = $2 where member_id = $1', [
      ann.memberId,
      MAX_FAVOURITES,
    ])
    expect(await codeOf(save(ann, another))).toBe('FAVOURITES_FULL')
    expect(await savedBy(ann)).toHaveLength(1)
    await save(ann, spuId)
    await ann.api.favourites.drop({ params: { productId: spuId } })
    await save(ann, another)
    expect(await ann.api.favourites.counts()).toMatchObject({ favourites: MAX_FAVOURITES })
  })
})

const merge = (who: Shopper, ...seen: [productId: string, at: Instant][]) =>
  who.api.favourites.mergeHistory({
    body: { seen: seen.map(([productId, at]) => ({ productId, viewedAt: isoOf(at) })) },
  })
const momentsOf = async (who: Shopper) =>
  (await seenBy(who)).map(({ product: { id }, viewedAt }) => [id, instantOf(viewedAt)])

describe('what a device saw before the sign-in', () => {
  it('joins the history: the later moment stands, none lies in the future, and twice is once', async () => {
    const [known, newer, ahead] = [await product(), await product(), await product()]
    const start = shop.clock.now()
    await note(ann, known.spuId)
    await note(ann, newer.spuId)
    later()
    const now = shop.clock.now()
    const seen: [string, Instant][] = [
      [known.spuId, addMs(start, -minuteMs)],
      [newer.spuId, now],
      [ahead.spuId, addMs(now, 60 * minuteMs)],
      [ahead.spuId, start],
    ]
    expect(await merge(ann, ...seen)).toMatchObject({ history: 3 })
    const after = await momentsOf(ann)
    expect(new Map(after as [string, Instant][])).toEqual(
      new Map([
        [newer.spuId, now],
        [ahead.spuId, now],
        [known.spuId, start],
      ]),
    )
    await merge(ann, ...seen)
    expect(await momentsOf(ann)).toEqual(after)
    expect(await seenBy(ben)).toEqual([])
  })

  it('leaves out what no shopper can see, and refuses a list that is empty, too long or not a list', async () => {
    const there = await product()
    expect(await merge(ann, [newId(shop.clock), shop.clock.now()], [there.spuId, shop.clock.now()])).toMatchObject({
      history: 1,
    })
    expect(await codeOf(merge(ann))).toBe('VALIDATION_FAILED')
    const many = Array.from({ length: MAX_BROWSED + 1 }, (): [string, Instant] => [newId(shop.clock), shop.clock.now()])
    expect(await codeOf(merge(ann, ...many))).toBe('VALIDATION_FAILED')
    const wrong = { seen: [{ productId: there.spuId, viewedAt: 'yesterday' }] }
    expect(await codeOf(ann.api.favourites.mergeHistory({ body: wrong }))).toBe('VALIDATION_FAILED')
  })
})

describe('the browsing history', () => {
  it('shows each product once, last seen first, and says what cannot be bought', async () => {
    const first = await product()
    const second = await product({ stock: 0 })
    await note(ann, first.spuId)
    later()
    await note(ann, second.spuId)
    later()
    await note(ann, first.spuId)
    const expected = [
      { product: { id: first.spuId }, mark: null },
      { product: { id: second.spuId }, mark: 'sold_out' },
    ]
    expect(await seenBy(ann)).toMatchObject(expected)
    expect(await seenBy(ben)).toEqual([])
    await setState(first.spuId, 'off_shelf')
    expect(await seenBy(ann)).toMatchObject([{ mark: 'off_shelf' }, { mark: 'sold_out' }])
  })

  it('forgets one, several or all of one member and of nobody else', async () => {
    const ids: string[] = []
    for (let n = 0; n < 4; n += 1) ids.push((await product()).spuId)
    for (const id of ids) {
      await note(ann, id)
      await note(ben, id)
    }
    expect(await ann.api.favourites.forget({ params: { productId: ids[0] ?? '' } })).toMatchObject({ history: 3 })
    expect(await ann.api.favourites.forgetMany({ body: { productIds: ids.slice(0, 3) } })).toMatchObject({ history: 1 })
    expect(await ann.api.favourites.forgetAll()).toMatchObject({ history: 0 })
    expect(await seenBy(ann)).toEqual([])
    expect(await seenBy(ben)).toHaveLength(4)
  })

  it('keeps the newest and lets the longest unseen go', async () => {
    const { spuId } = await product()
    const oldest = (await product()).spuId
    await note(ann, oldest)
    later()
    const { categoryId } = await shop.database.one<{ categoryId: string }>(
      'select category_id as "categoryId" from spus where id = $1',
      [spuId],
    )
    // What a member saw in between, written at once; the products differ in their ids alone.
    await shop.database.execute(
      `with made as (
         insert into spus (id, code, category_id, title, subtitle, state, price_from_fen, price_to_fen, no_reason_return,
                created_at, on_shelf_at)
         select gen_random_uuid(), 'seen-' || n, $2, '看过 ' || n, '', 'on_shelf', 0, 0, false, now(), now() from generate_series(1, ${MAX_BROWSED}) n returning id)
       insert into browse_history (member_id, spu_id, viewed_at)
       select $1, id, $3::timestamptz from made`,
      [ann.memberId, categoryId, isoOf(shop.clock.now())],
    )
    later()
    expect(await note(ann, spuId)).toMatchObject({ history: MAX_BROWSED })
    const { left } = await shop.database.one<{ left: number }>(
      'select count(*) as left from browse_history where member_id = $1 and spu_id = any($2::uuid[])',
      [ann.memberId, [spuId, oldest]],
    )
    expect(left).toBe(1)
  })
})
