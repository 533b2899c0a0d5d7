import { dayMs } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OnOrderGaveBack } from '../../src/modules/review/on-order-gave-back.js'
import { codeOf, expectSoundShop, freshKey, operatorOf, placeNow, refusalOf } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { decide, received, sendPicture, words, write } from '../support/review-desk.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let operator: ShopClient
let colleague: ShopClient
let ann: Shopper
let ben: Shopper
let spuId: string
let skuId: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  operator = await operatorOf(shop)
  colleague = await operatorOf(shop)
  ann = await shopperOf(shop, '13800091001', '安小姐')
  ben = await shopperOf(shop, '13800091002', '贝先生')
  const goods = await new MadeGoods(shop).product({ stock: 100 })
  spuId = goods.spuId
  skuId = goods.skus[0]?.skuId ?? ''
})
afterAll(() => shop.close())

const shown = async (filter: 'all' | 'pictures' | 'appended' | 'low' = 'all', of = spuId) => {
  await shop.settle()
  return clientless().review.ofProduct({ params: { id: of }, query: { filter } })
}
const clientless = () => ann.api
const bought = (who = ann) => received(shop, operator, who, skuId)
const anotherProduct = async () => {
  const goods = await new MadeGoods(shop).product({ stock: 100 })
  return { spuId: goods.spuId, lineId: await received(shop, operator, ann, goods.skus[0]?.skuId ?? '') }
}

describe('writing', () => {
  it('opens with receipt, is read by nobody before it passed, and then by everybody', async () => {
    const { id: unreceived } = await placeNow(ben, [{ skuId, qty: 1 }])
    const line = (await ben.api.order.order({ params: { id: unreceived } })).lines[0]?.id ?? ''
    expect(await codeOf(write(ben, words(line)))).toBe('NOT_FOUND')
    const photo = await sendPicture(shop, ann)
    const lineId = await bought()
    const own = await write(ann, words(lineId, { pictureIds: [photo.id], body: '  又脆又甜  ' }))
    expect(own).toMatchObject({ state: 'waiting', body: '又脆又甜', canAppend: false, pictures: [{ id: photo.id }] })
    expect((await shown()).items).toEqual([])
    expect(await codeOf(ben.api.review.shown({ params: { id: own.id } }))).toBe('NOT_FOUND')
    await decide(operator, own.id, 'pass')
    const { items, summary } = await shown('pictures')
    expect(items).toMatchObject([{ id: own.id, body: '又脆又甜', goods: 5, reply: null, append: null }])
    expect(summary).toMatchObject({ count: 1, stars: [0, 0, 0, 0, 1], serviceTenths: 40, withPictures: 1, low: 0 })
    expect(summary.tags).toEqual([{ tag: 'fresh', count: 1 }])
    expect(JSON.stringify(items)).not.toContain(ann.memberId)
    const page = await ben.api.shopfront.product({ params: { id: spuId } })
    expect(page.reviews).toMatchObject({ count: 1, goodsTenths: 50, latest: [{ id: own.id }] })
  })

  it('is for the buyer, once, within the days that held when it was received', async () => {
    const lineId = await bought()
    expect(await codeOf(write(ben, words(lineId)))).toBe('NOT_FOUND')
    const key = freshKey()
    const first = await write(ann, words(lineId), key)
    expect((await write(ann, words(lineId), key)).id).toBe(first.id)
    expect(await codeOf(write(ann, words(lineId)))).toBe('REVIEW_CLOSED')
    const late = await bought()
    const [closes] = (await ann.api.review.toDo({ query: {} })).items.filter((item) => item.lineId === late)
    expect(Date.parse(closes?.closesAt ?? '') - Date.parse(closes?.completedAt ?? '')).toBe(15 * dayMs)
    await shop.database.execute(
      `update reviewable_lines set completed_at = completed_at - interval '15 days', closes_at = closes_at - interval '15 days'
        where line_id = $1`,
      [late],
    )
    expect(await codeOf(write(ann, words(late)))).toBe('REVIEW_CLOSED')
    expect((await ann.api.review.toDo({ query: {} })).items.map((item) => item.lineId)).not.toContain(late)
    expect(await shop.database.one('select count(*) as n from reviews where line_id = $1', [late])).toEqual({ n: 0 })
  })

  it('is not written about what went back whole, and still about what went back in part', async () => {
    const { skus } = await new MadeGoods(shop).product({ stock: 100 })
    const whole = await bought()
    const part = await received(shop, operator, ann, skus[0]?.skuId ?? '')
    await shop.database.execute('update reviewable_lines set qty = 2 where line_id = $1', [part])
    // Heard here alone: no order has really given anything back.
    const lines = [whole, part].map((lineId) => ({ lineId, goodsFen: 0, qty: 1 }))
    const payload = { orderId: freshKey(), memberId: ann.memberId, refundId: freshKey(), amountFen: 0, lines }
    const heard = {
      id: freshKey(),
      name: 'order.gave_back',
      version: 1,
      occurredAt: shop.clock.now(),
      payload,
    } as const
    await shop.database.transaction((tx) => shop.get(OnOrderGaveBack).run(tx, heard))
    const open = (await ann.api.review.toDo({ query: {} })).items.map(({ lineId }) => lineId)
    expect(open).toContain(part)
    expect(open).not.toContain(whole)
    expect(await codeOf(write(ann, words(whole)))).toBe('REVIEW_CLOSED')
    expect(await write(ann, words(part))).toMatchObject({ state: 'waiting' })
  })

  it('hides the name of who wishes it, for good', async () => {
    const { spuId: other, lineId } = await anotherProduct()
    const { id } = await write(ann, words(lineId, { anonymous: true }))
    await decide(operator, id, 'pass')
    const [review] = (await shown('all', other)).items
    expect(review?.authorName).toMatch(/^.\*\*\*$/)
  })

  it('takes no picture but the author’s own, sent for a review', async () => {
    const lineId = await bought()
    const bens = await sendPicture(shop, ben)
    const other = await sendPicture(shop, ann, 'feedback')
    for (const id of [bens.id, other.id, 'x'.repeat(22)]) {
      const { body } = await refusalOf(write(ann, words(lineId, { pictureIds: [id] })))
      expect(body).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path: 'pictureIds.0' }] })
    }
    expect((await ann.api.review.toDo({ query: {} })).items.map((item) => item.lineId)).toContain(lineId)
  })

  it('keeps letters as letters: what looks like markup stays text', async () => {
    const { spuId: other, lineId } = await anotherProduct()
    const body = '<img src=x onerror=alert(1)>'
    const { id } = await write(ann, words(lineId, { body }))
    await decide(operator, id, 'pass')
    expect((await shown('all', other)).items[0]?.body).toBe(body)
  })

  it.each([
    ['six stars', { goods: 6 }],
    ['half a star', { service: 1.5 }],
    ['a tag of its own', { tags: ['best'] as never }],
    ['a tag twice', { tags: ['fresh', 'fresh'] as never }],
    ['seven pictures', { pictureIds: [...'abcdefg'].map((sign) => sign.repeat(22)) }],
    ['a novel', { body: '长'.repeat(501) }],
  ])('refuses %s', async (_what, over) => {
    expect(await codeOf(write(ann, words(freshKey(), over)))).toBe('VALIDATION_FAILED')
  })
})

describe('the shop’s look', () => {
  it('is led to words however they are spaced, and decides on what it saw', async () => {
    const { spuId: other, lineId } = await anotherProduct()
    const { id } = await write(ann, words(lineId, { body: '好吃，加 微·信 领券', goods: 1 }))
    const seen = await operator.review.detail({ params: { id } })
    expect(seen.flagged).toEqual(['加微信'])
    const stale = { part: 'review', action: 'pass', note: '', version: 7 } as const
    expect(await codeOf(operator.review.decide({ params: { id }, body: stale }))).toBe('VERSION_CONFLICT')
    const silent = { part: 'review', action: 'refuse', note: ' ', version: 1 } as const
    expect(await codeOf(operator.review.decide({ params: { id }, body: silent }))).toBe('VALIDATION_FAILED')
    await decide(operator, id, 'refuse')
    const [own] = (await ann.api.review.mine({ query: {} })).items
    expect(own).toMatchObject({ id, state: 'refused', refusal: '与商品无关', canAppeal: true })
    const appeal = { part: 'review', note: '只是说好吃' } as const
    expect(await codeOf(ben.api.review.appeal({ params: { id }, body: appeal }))).toBe('NOT_FOUND')
    expect(await ann.api.review.appeal({ params: { id }, body: appeal })).toMatchObject({ state: 'appealed' })
    // Whoever refused it is shown no way to decide, and has none.
    expect(await operator.review.detail({ params: { id } })).toMatchObject({ allowed: [], elsewhere: true })
    for (const action of ['pass', 'refuse'] as const)
      expect(await codeOf(decide(operator, id, action)), action).toBe('REVIEW_APPEAL_BY_ANOTHER')
    expect(await colleague.review.detail({ params: { id } })).toMatchObject({
      ...{ state: 'appealed', allowed: ['pass', 'refuse'], elsewhere: false },
    })
    await decide(colleague, id, 'refuse')
    expect(await codeOf(ann.api.review.appeal({ params: { id }, body: appeal }))).toBe('REVIEW_ACTION_NOT_ALLOWED')
    const { steps } = await operator.review.detail({ params: { id } })
    expect(steps.map(({ action }) => action)).toEqual(['write', 'refuse', 'appeal', 'refuse'])
    expect((await shown('low', other)).items).toEqual([])
  })

  it('goes through what waits page by page, each review once, though what was added to it waits too', async () => {
    const made: string[] = []
    for (let n = 0; n < 3; n += 1) {
      const { lineId } = await anotherProduct()
      const { id } = await write(ann, words(lineId))
      made.push(id)
    }
    const [first = ''] = made
    await shop.database.execute(
      `insert into review_parts (review_id, part, state, version, body, pictures, flagged, created_at)
       values ($1, 'append', 'waiting', 1, '还想说', '[]', '{}', now() + interval '1 hour')`,
      [first],
    )
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await operator.review.list({ query: { state: 'waiting', limit: 1, cursor } })
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(seen.filter((id) => made.includes(id))).toEqual([...made].reverse())
    expect(new Set(seen).size).toBe(seen.length)
    // Once the review itself is passed, what was added to it waits by itself, as the newest.
    await decide(operator, first, 'pass')
    expect((await operator.review.list({ query: { state: 'waiting', limit: 1 } })).items[0]?.id).toBe(first)
    await shop.database.execute(`delete from review_parts where review_id = $1 and part = 'append'`, [first])
  })

  it('answers with a history, hides and restores, and the numbers follow', async () => {
    const { spuId: other, lineId } = await anotherProduct()
    const { id } = await write(ann, words(lineId, { goods: 2 }))
    expect(await codeOf(operator.review.reply({ params: { id }, body: { body: '谢谢' } }))).toBe(
      'REVIEW_ACTION_NOT_ALLOWED',
    )
    await decide(operator, id, 'pass')
    await operator.review.reply({ params: { id }, body: { body: '谢谢' } })
    const answered = await operator.review.reply({ params: { id }, body: { body: '抱歉，已补寄' } })
    expect(answered.replies.map(({ body }) => body)).toEqual(['谢谢', '抱歉，已补寄'])
    expect((await shown('low', other)).items).toMatchObject([{ reply: { body: '抱歉，已补寄' } }])
    await decide(operator, id, 'hide')
    expect(await shown('all', other)).toMatchObject({ items: [], summary: { count: 0, goodsTenths: null } })
    await decide(operator, id, 'restore')
    expect((await shown('all', other)).summary).toMatchObject({ count: 1, low: 1, goodsTenths: 20 })
    const entries = await shop.database.rows<{ action: string }>(
      `select action from audit_log where subject_kind = 'review' and subject_id = $1 order by id`,
      [id],
    )
    expect(entries.map(({ action }) => action)).toEqual([
      ...['review.decided', 'review.replied', 'review.replied', 'review.decided', 'review.decided'],
    ])
  })

  it('looks at an addition by itself, and there is one', async () => {
    const { spuId: other, lineId } = await anotherProduct()
    const { id } = await write(ann, words(lineId))
    const body = { body: '一周后还是脆的', pictureIds: [] }
    expect(await codeOf(ann.api.review.append({ params: { id }, body }))).toBe('REVIEW_ACTION_NOT_ALLOWED')
    await decide(operator, id, 'pass')
    await shop.database.execute(`update reviews set created_at = created_at - interval '7 days' where id = $1`, [id])
    expect(await codeOf(ben.api.review.append({ params: { id }, body }))).toBe('NOT_FOUND')
    await ann.api.review.append({ params: { id }, body })
    expect(await codeOf(ann.api.review.append({ params: { id }, body }))).toBe('REVIEW_ACTION_NOT_ALLOWED')
    expect((await shown('all', other)).items[0]?.append).toBeNull()
    expect((await operator.review.list({ query: { state: 'waiting', productId: other } })).items).toHaveLength(1)
    await decide(operator, id, 'pass', 'append')
    expect((await shown('appended', other)).items[0]?.append).toMatchObject({ body: body.body, afterDays: 7 })
    expect((await shown('all', other)).summary).toMatchObject({ appended: 1 })
  })

  it('goes on page by page without repeating or skipping', async () => {
    const goods = await new MadeGoods(shop).product({ stock: 100 })
    const ids: string[] = []
    for (let n = 0; n < 3; n += 1) {
      const { id } = await write(ann, words(await received(shop, operator, ann, goods.skus[0]?.skuId ?? '')))
      await decide(operator, id, 'pass')
      ids.unshift(id)
    }
    const found: string[] = []
    let cursor: string | undefined
    do {
      const query = { limit: 1, ...(cursor === undefined ? {} : { cursor }) }
      const page = await ben.api.review.ofProduct({ params: { id: goods.spuId }, query })
      found.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(found).toEqual(ids)
  })

  describe('what members find helpful', () => {
    it('is counted once a member, taken back, and never for an author or what is not shown', async () => {
      const { spuId: of, lineId } = await anotherProduct()
      const { id } = await write(ann, words(lineId, { tags: ['fresh', 'fast'] }))
      const params = { id }
      expect(await codeOf(ben.api.review.vote({ params }))).toBe('NOT_FOUND')
      await decide(operator, id, 'pass')
      expect(await ben.api.review.vote({ params })).toEqual({ helpful: 1, voted: true })
      expect(await ben.api.review.vote({ params })).toEqual({ helpful: 1, voted: true })
      expect(await codeOf(ann.api.review.vote({ params }))).toBe('REVIEW_VOTE_OWN')
      expect((await shown('all', of)).items).toMatchObject([{ id, helpful: 1 }])
      expect((await ben.api.shopfront.product({ params: { id: of } })).reviews.latest).toMatchObject([{ helpful: 1 }])
      expect(await ben.api.review.votes({ params: { id: of } })).toEqual({ reviewIds: [id] })
      expect(await ann.api.review.votes({ params: { id: of } })).toEqual({ reviewIds: [] })
      expect(await ben.api.review.takeBack({ params })).toEqual({ helpful: 0, voted: false })
      expect(await ben.api.review.takeBack({ params })).toEqual({ helpful: 0, voted: false })
    })

    it('tags are counted, and each of them finds its reviews', async () => {
      const { spuId: of, lineId } = await anotherProduct()
      const { id } = await write(ann, words(lineId, { tags: ['fresh', 'fast'] }))
      await decide(operator, id, 'pass')
      await shop.settle()
      const found = async (tag: 'fresh' | 'fast' | 'slow') =>
        (await ann.api.review.ofProduct({ params: { id: of }, query: { tag } })).items.map((one) => one.id)
      expect([await found('fresh'), await found('fast'), await found('slow')]).toEqual([[id], [id], []])
      const { summary } = await shown('all', of)
      expect(summary.tags).toEqual([
        { tag: 'fresh', count: 1 },
        { tag: 'fast', count: 1 },
      ])
    })
  })

  it('leaves a sound shop', () => expectSoundShop(shop))
})
