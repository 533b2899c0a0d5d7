import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CheckVerdict } from '@jishi/contracts/moderation/moderation.terms'
import { addMs, minuteMs } from '@jishi/kernel/time'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { expectSoundShop, operatorOf } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { decide, received, sendPicture, words, write } from '../support/review-desk.js'
import { tell } from '../support/service-desk.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { authorise } from '../support/wallets.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let operator: ShopClient
/** At WeChat too; Ben is not. */
let ann: Shopper
let ben: Shopper
let skuId: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  operator = await operatorOf(shop)
  skuId = (await new MadeGoods(shop).product({ stock: 200 })).skus[0]?.skuId ?? ''
  ann = await shopperOf(shop, '13800097001')
  ben = await shopperOf(shop, '13800097002')
  await authorise(shop, ann, 'wechat_mp')
})
afterEach(() => shop.simulator.setFaults())
afterAll(async () => {
  await shop.settle()
  await expectSoundShop(shop)
  await shop.close()
})

const reviewOf = async (who: Shopper, body: string, pictureIds: string[] = []): Promise<string> => {
  const { id } = await write(who, words(await received(shop, operator, who, skuId), { body, pictureIds }))
  await rest()
  return id
}
const rest = async (): Promise<void> => {
  await shop.settle()
  await shop.simulator.settled()
  await shop.settle()
}
const seen = async (id: string): Promise<{ state: string; verdict: CheckVerdict | null }> => {
  const { state, verdict } = await operator.review.detail({ params: { id } })
  return { state, verdict }
}
/** The time of the next try comes, and what was waiting for it is done. */
const again = async (): Promise<void> => {
  shop.clock.set(addMs(shop.clock.now(), 2 * minuteMs))
  await shop.sweep('moderation.check-content')
  await rest()
}
const fault = (operation: string, kind: string, times = 1): Promise<void> =>
  shop.simulator.setFaults({ channel: 'wechat_open', operation, kind, times })

describe('what a member of WeChat writes', () => {
  it('is shown once words and every picture passed', async () => {
    const [one, two] = [await sendPicture(shop, ann), await sendPicture(shop, ann)]
    const id = await reviewOf(ann, '又脆又甜', [one.id, two.id])
    expect(await seen(id)).toEqual({ state: 'shown', verdict: 'pass' })
    const { steps } = await operator.review.detail({ params: { id } })
    expect(steps.map(({ action, actor }) => `${action} ${actor}`)).toEqual(['write member', 'pass system'])
  })

  it('is refused where it is a risk; its author may object, and a person has the last word', async () => {
    const id = await reviewOf(ann, '这里可以博彩')
    expect(await seen(id)).toEqual({ state: 'refused', verdict: 'risky' })
    await ann.api.review.appeal({ params: { id }, body: { part: 'review', note: '我写的是书名，请打 13812345678' } })
    const { steps } = await operator.review.detail({ params: { id } })
    expect(steps.at(-1)).toMatchObject({ action: 'appeal', note: '我写的是书名，请打 13812345678' })
    await decide(operator, id, 'pass')
    expect((await seen(id)).state).toBe('shown')
  })

  it('waits for a person where WeChat doubts, and where our own words find something it does not', async () => {
    const doubted = await reviewOf(ann, '找我兼职')
    const { value } = (await operator.settings.all()).review
    const listed = value.words.find((word) => !/加微信|刷单|兼职/.test(word)) ?? ''
    const flagged = await reviewOf(ann, `很好 ${listed}`)
    expect(await seen(doubted)).toEqual({ state: 'waiting', verdict: 'review' })
    expect(await seen(flagged)).toEqual({ state: 'waiting', verdict: 'pass' })
  })

  it('is marked for the operator who reads a feedback, and never kept from them', async () => {
    const { id } = await tell(ann, { body: '有人在你们群里博彩', kind: 'report' })
    await rest()
    const { messages, state } = await operator.feedback.detail({ params: { id } })
    expect(messages).toMatchObject([{ verdict: 'risky', body: '有人在你们群里博彩' }])
    expect(state).toBe('open')
  })
})

it('a phone number that somebody writes is asked about, and stands nowhere in clear', async () => {
  const body = '很好，找我 13912345678，中山路 18 号'
  const waiting = () =>
    shop.database.rows<{ content: string | null; state: string }>(
      `select content_enc as content, state from content_checks where subject_id = any($1::uuid[])`,
      [[told, reviewed]],
    )
  await fault('text_check', 'error_5xx', 2)
  const { id: told } = await tell(ann, { body })
  const reviewed = await reviewOf(ann, body)
  const due = await waiting()
  expect(due.map(({ state }) => state)).toEqual(['due', 'due'])
  expect(JSON.stringify(due)).not.toMatch(/13912345678|中山路/)
  await expectSoundShop(shop)
  await again()
  expect(await waiting()).toEqual([1, 2].map(() => ({ state: 'done', content: null })))
  expect(await seen(reviewed)).toEqual({ state: 'shown', verdict: 'pass' })
  await expectSoundShop(shop)
})

it('whoever is not at WeChat is looked at by a person alone', async () => {
  expect(await seen(await reviewOf(ben, '又脆又甜'))).toEqual({ state: 'waiting', verdict: null })
})

describe('while WeChat is down', () => {
  it('nothing is shown, and it is asked again', async () => {
    await fault('text_check', 'error_5xx')
    const id = await reviewOf(ann, '又脆又甜')
    expect(await seen(id)).toEqual({ state: 'waiting', verdict: null })
    await again()
    expect(await seen(id)).toEqual({ state: 'shown', verdict: 'pass' })
  })

  it('through every try, a person decides; an operator need not wait for that', async () => {
    await fault('text_check', 'busy', 100)
    const [left, decided] = [await reviewOf(ann, '又脆又甜'), await reviewOf(ann, '也很好吃')]
    await decide(operator, decided, 'refuse')
    await shop.database.execute(`update content_checks set tries = 5 where state <> 'done'`)
    await again()
    expect(await seen(left)).toEqual({ state: 'waiting', verdict: 'unknown' })
    expect(await seen(decided)).toEqual({ state: 'refused', verdict: 'unknown' })
  })
})

it('WeChat reads back what it sent to try the address, and nobody else does', async () => {
  const file = join(shop.simulator.dataDir, 'simulator', 'merchant.json')
  const { wechatMiniProgram } = JSON.parse(readFileSync(file, 'utf8')) as { wechatMiniProgram: { pushToken: string } }
  const asked = (token: string) => {
    const signature = createHash('sha1').update([token, '1', '2'].sort().join('')).digest('hex')
    return shop.app.inject({ url: `/api/notify/weixin/messages?timestamp=1&nonce=2&echostr=42&signature=${signature}` })
  }
  const echoed = await asked(wechatMiniProgram.pushToken)
  expect([echoed.statusCode, echoed.body]).toEqual([200, '42'])
  expect((await asked('guessed')).json<{ code: string }>().code).toBe('CALLBACK_REFUSED')
})

describe('a verdict that is not WeChat’s', () => {
  it('is refused and changes nothing; the true one that follows is taken', async () => {
    await fault('check_notify', 'forge')
    const id = await reviewOf(ann, '', [(await sendPicture(shop, ann)).id])
    expect(await seen(id)).toEqual({ state: 'shown', verdict: 'pass' })
  })

  it.each([{}, { Encrypt: 'AAAA' }, { Event: 'wxa_media_check', trace_id: 'x', result: { suggest: 'pass' } }])(
    'is refused whoever made it up: %j',
    async (payload) => {
      const sign = 'a'.repeat(40)
      const url = `/api/notify/weixin/messages?timestamp=1&nonce=1&signature=${sign}&msg_signature=${sign}`
      const answer = await shop.app.inject({ method: 'POST', url, payload })
      expect(answer.json<{ code: string }>().code).toBe('CALLBACK_REFUSED')
    },
  )
})
