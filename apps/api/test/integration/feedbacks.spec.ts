import { hourMs } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LapseFeedbacks } from '../../src/modules/service/lapse-feedbacks.js'
import { codeOf, expectSoundShop, freshKey, operatorOf, placeNow, refusalOf } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { sendPicture } from '../support/review-desk.js'
import { answer, feedbackOf, sayMore, tell } from '../support/service-desk.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let operator: ShopClient
let people = 0

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  operator = await operatorOf(shop)
})
afterAll(() => shop.close())

/** Somebody new each time, because a day holds only so many words of one. */
const somebody = (name?: string): Promise<Shopper> => shopperOf(shop, `138000${95_000 + (people += 1)}`, name)
const closeNow = async (id: string) => {
  const { version } = await operator.feedback.detail({ params: { id } })
  return operator.feedback.close({ params: { id }, body: { version } })
}
const age = (id: string, by: string): Promise<number> =>
  shop.database.execute(
    `update feedbacks set changed_at = changed_at - $2::interval, closed_at = closed_at - $2::interval where id = $1`,
    [id, by],
  )

describe('telling the shop something', () => {
  it('reaches an answer, with a promise, a mark, and an end', async () => {
    const ann = await somebody('安小姐')
    const photo = await sendPicture(shop, ann, 'feedback')
    const own = await tell(ann, { kind: 'complaint', body: '  瓶子是空的  ', pictureIds: [photo.id] })
    expect(own).toMatchObject({ state: 'open', unread: false, orderNo: null, allowed: ['reply', 'settle'] })
    expect(Date.parse(own.dueAt ?? '') - Date.parse(own.createdAt)).toBe(24 * hourMs)
    expect(own.messages).toMatchObject([{ author: 'member', body: '瓶子是空的', pictures: [{ id: photo.id }] }])

    const desk = await operator.feedback.list({ query: { waiting: 'true', kind: 'complaint' } })
    expect(desk.items.map(({ id }) => id)).toContain(own.id)
    expect(await answer(operator, own.id, '马上补发一瓶')).toMatchObject({
      state: 'answered',
      dueAt: null,
      late: false,
    })
    expect(await ann.api.feedback.unread({})).toEqual({ count: 1 })
    const seen = await ann.api.feedback.one({ params: { id: own.id } })
    expect(seen).toMatchObject({ unread: true, state: 'answered' })
    expect(seen.messages[1]).toMatchObject({ author: 'operator', body: '马上补发一瓶' })
    await ann.api.feedback.seen({ params: { id: own.id } })
    expect(await ann.api.feedback.unread({})).toEqual({ count: 0 })

    const again = await sayMore(ann, own.id, '还没收到')
    expect(again.state).toBe('replied')
    expect(again.dueAt).not.toBeNull()
    await answer(operator, own.id, '明天到')
    expect((await closeNow(own.id)).state).toBe('closed')
    const back = await ann.api.feedback.reopen({ params: { id: own.id }, body: { body: '又坏了', pictureIds: [] } })
    expect(back).toMatchObject({ state: 'reopened', reopenUntil: null })
    expect((await ann.api.feedback.settle({ params: { id: own.id } })).state).toBe('closed')
    const { steps } = await operator.feedback.detail({ params: { id: own.id } })
    const walked = ['write', 'answer', 'reply', 'answer', 'close', 'reopen', 'settle']
    expect(steps.map(({ action }) => action)).toEqual(walked)
  })

  it('may name an order of one’s own, and no other', async () => {
    const ann = await somebody()
    const ben = await somebody()
    const { skus } = await new MadeGoods(shop).product({ stock: 5 })
    const { id: orderId } = await placeNow(ann, [{ skuId: skus[0]?.skuId ?? '', qty: 1 }])
    const own = await tell(ann, { kind: 'question', orderId })
    expect(own.orderNo).toMatch(/^\w+$/)
    expect(await codeOf(tell(ben, { orderId }))).toBe('NOT_FOUND')
    expect((await ben.api.feedback.mine({ query: {} })).items).toEqual([])
  })

  it('takes pictures of one’s own, sent for it, and loses nothing where it refuses', async () => {
    const [ann, ben] = [await somebody(), await somebody()]
    const bens = await sendPicture(shop, ben, 'feedback')
    const other = await sendPicture(shop, ann, 'review')
    for (const id of [bens.id, other.id, 'x'.repeat(22)]) {
      const { body } = await refusalOf(tell(ann, { pictureIds: [id] }))
      expect(body).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path: 'pictureIds.0' }] })
    }
    // Five refused ones would have filled the day, had they been counted.
    for (let n = 0; n < 5; n += 1) await tell(ann)
    expect(await codeOf(tell(ann))).toBe('FEEDBACK_LIMIT')
  })

  it('is sent once under one key', async () => {
    const ann = await somebody()
    const key = freshKey()
    const first = await tell(ann, {}, key)
    expect((await tell(ann, {}, key)).id).toBe(first.id)
    expect(await codeOf(tell(ann, { body: '别的话' }, key))).toBe('IDEMPOTENCY_MISMATCH')
  })

  it.each([
    ['nothing', { body: '   ' }],
    ['a novel', { body: '长'.repeat(1_001) }],
    ['a kind of its own', { kind: 'praise' as never }],
    ['seven pictures', { pictureIds: [...'abcdefg'].map((sign) => sign.repeat(22)) }],
    ['a contact without an end', { contact: '1'.repeat(61) }],
  ])('refuses %s', async (_what, over) => {
    expect(await codeOf(tell(await somebody(), over))).toBe('VALIDATION_FAILED')
  })
})

describe('what it keeps to itself', () => {
  it('is read by nobody but its member; notes and names of operators not even by them', async () => {
    const [ann, ben] = [await somebody(), await somebody()]
    const { id } = await tell(ann)
    await operator.feedback.note({ params: { id }, body: { body: '老顾客，客气些' } })
    await answer(operator, id)
    const text = JSON.stringify(await ann.api.feedback.one({ params: { id } }))
    expect(text).not.toContain('客气些')
    expect(text).not.toContain('"name"')
    expect((await operator.feedback.detail({ params: { id } })).messages.map(({ internal }) => internal)).toEqual([
      ...[false, true, false],
    ])
    const more = { params: { id }, body: { body: '我也要看', pictureIds: [] } }
    for (const attempt of [
      () => ben.api.feedback.one({ params: { id } }),
      () => ben.api.feedback.reply(more),
      () => ben.api.feedback.reopen(more),
      () => ben.api.feedback.settle({ params: { id } }),
      () => ben.api.feedback.seen({ params: { id } }),
    ])
      expect(await codeOf(attempt())).toBe('NOT_FOUND')
    expect((await ann.api.feedback.one({ params: { id } })).unread).toBe(true)
  })

  it('seals how somebody is reached, and records each look', async () => {
    const ann = await somebody()
    const { id } = await tell(ann, { contact: '微信 ann-1990' })
    const kept = await shop.database.one<{ contact: string }>(
      'select contact_enc as contact from feedbacks where id = $1',
      [id],
    )
    expect(kept.contact).not.toContain('ann-1990')
    expect(JSON.stringify(await operator.feedback.detail({ params: { id } }))).not.toContain('ann-1990')
    expect(await operator.feedback.contact({ params: { id } })).toEqual({ contact: '微信 ann-1990' })
    const looks = await shop.database.one(
      `select count(*) as n from audit_log where subject_id = $1 and action = 'feedback.contact_revealed'`,
      [id],
    )
    expect(looks).toEqual({ n: 1 })
    expect(await codeOf(operator.feedback.contact({ params: { id: (await tell(ann)).id } }))).toBe('NOT_FOUND')
  })

  it('keeps phone numbers and streets in no table in clear, whoever wrote them', async () => {
    const ann = await somebody()
    const body = '请打 13912345678，送到 中山路 18 号'
    const { id } = await tell(ann, { body })
    await sayMore(ann, id, body)
    await operator.feedback.note({ params: { id }, body: { body } })
    await answer(operator, id, body)
    expect((await ann.api.feedback.mine({ query: {} })).items).toMatchObject([{ body }])
    expect((await operator.feedback.detail({ params: { id } })).messages.map((said) => said.body)).toEqual([
      ...[body, body, body, body],
    ])
    await expectSoundShop(shop)
  })

  it('keeps letters as letters, and leads an operator to words of the shop’s list', async () => {
    const body = '<img src=x onerror=alert(1)> 加 微 信'
    const { id } = await tell(await somebody(), { body })
    const desk = await operator.feedback.detail({ params: { id } })
    expect(desk.messages[0]).toMatchObject({ body, flagged: ['加微信'] })
  })
})

describe('the shop’s side', () => {
  it('closes nothing that it has not answered', async () => {
    const { id } = await tell(await somebody())
    expect(await codeOf(closeNow(id))).toBe('FEEDBACK_ACTION_NOT_ALLOWED')
    await answer(operator, id)
    await closeNow(id)
    expect(await codeOf(answer(operator, id))).toBe('FEEDBACK_ACTION_NOT_ALLOWED')
  })

  it('sees first what was promised first, and what is late', async () => {
    const ann = await somebody()
    const slow = await tell(ann, { kind: 'suggestion' })
    const urgent = await tell(ann, { kind: 'report' })
    const ids = (await operator.feedback.list({ query: { waiting: 'true' } })).items.map(({ id }) => id)
    expect(ids.indexOf(urgent.id)).toBeLessThan(ids.indexOf(slow.id))
    await shop.database.execute(`update feedbacks set due_at = now() - interval '1 hour' where id = $1`, [slow.id])
    const { items } = await operator.feedback.list({ query: { late: 'true' } })
    expect(items.map(({ id }) => id)).toEqual([slow.id])
    expect(items[0]?.late).toBe(true)
    expect((await operator.feedback.figures({})).late).toBe(1)
    await answer(operator, slow.id)
  })

  it('is seen to by one operator at a time, on record', async () => {
    const second = await operatorOf(shop)
    const { id } = await tell(await somebody())
    const { version } = await operator.feedback.detail({ params: { id } })
    const take = { params: { id }, body: { take: true, version } }
    const { assignee } = await operator.feedback.assign(take)
    expect(assignee?.name).not.toBe('')
    expect(await codeOf(second.feedback.assign(take))).toBe('FEEDBACK_ACTION_NOT_ALLOWED')
    expect((await operator.feedback.list({ query: { mine: 'true' } })).items.map((row) => row.id)).toContain(id)
    expect((await operator.feedback.assign({ ...take, body: { take: false, version } })).assignee).toBeNull()
    expect((await second.feedback.assign(take)).assignee).not.toBeNull()
    const actions = await shop.database.rows('select action from audit_log where subject_id = $1', [id])
    expect(actions).toEqual(Array.from({ length: 3 }, () => ({ action: 'feedback.assigned' })))
  })

  it('lets rest what was answered and stayed quiet; it may be taken up again for a while', async () => {
    const ann = await somebody()
    const quiet = await tell(ann)
    const fresh = await tell(ann)
    for (const { id } of [quiet, fresh]) await answer(operator, id)
    await age(quiet.id, '7 days')
    await shop.get(LapseFeedbacks).sweep(shop.clock.now())
    expect((await ann.api.feedback.one({ params: { id: fresh.id } })).state).toBe('answered')
    const over = await ann.api.feedback.one({ params: { id: quiet.id } })
    expect(over).toMatchObject({ state: 'closed', allowed: ['reopen'] })
    await age(quiet.id, '15 days')
    expect((await ann.api.feedback.one({ params: { id: quiet.id } })).allowed).toEqual([])
    const late = ann.api.feedback.reopen({ params: { id: quiet.id }, body: feedbackWords })
    expect(await codeOf(late)).toBe('FEEDBACK_ACTION_NOT_ALLOWED')
  })

  it('grows no longer than two hundred messages, and is answered and closed all the same', async () => {
    const ann = await somebody()
    const { id } = await tell(ann)
    await shop.database.execute(
      `insert into feedback_messages (feedback_id, seq, author_kind, author_id, internal, body_enc, pictures, flagged, said_at)
       select feedback_id, n, author_kind, author_id, internal, body_enc, pictures, flagged, said_at
         from feedback_messages, generate_series(2, 199) n where feedback_id = $1`,
      [id],
    )
    expect((await sayMore(ann, id)).messages).toHaveLength(200)
    expect(await codeOf(sayMore(ann, id))).toBe('FEEDBACK_LIMIT')
    expect((await answer(operator, id)).messages).toHaveLength(201)
    expect((await closeNow(id)).state).toBe('closed')
    const back = ann.api.feedback.reopen({ params: { id }, body: feedbackWords })
    expect(await codeOf(back)).toBe('FEEDBACK_LIMIT')
    expect((await ann.api.feedback.one({ params: { id } })).state).toBe('closed')
  })

  it('a new shop day has room again', async () => {
    const ann = await somebody()
    for (let n = 0; n < 5; n += 1) await tell(ann)
    expect(await codeOf(tell(ann))).toBe('FEEDBACK_LIMIT')
    await shop.database.execute(`update feedback_days set day = day - 1 where member_id = $1`, [ann.memberId])
    expect((await tell(ann)).state).toBe('open')
    expect(await ann.api.feedback.mine({ query: { limit: 4 } })).toMatchObject({ items: { length: 4 } })
  })

  it('leaves a sound shop', async () => {
    await expectSoundShop(shop)
  })
})

const { body: words } = feedbackOf()
const feedbackWords = { body: words, pictureIds: [] }
