import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectSoundShop, operatorOf, patiently } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { decide, received, words, write } from '../support/review-desk.js'
import { Refused, shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let operator: ShopClient
let ann: Shopper
let spuId: string
let skuId: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  operator = await operatorOf(shop)
  ann = await shopperOf(shop, '13800092001')
  const goods = await new MadeGoods(shop).product({ stock: 100 })
  spuId = goods.spuId
  skuId = goods.skus[0]?.skuId ?? ''
})
afterAll(() => shop.close())

const codesOf = (rejected: readonly unknown[]): string[] => [
  ...new Set(rejected.map((error) => (error instanceof Refused ? error.body.code : String(error)))),
]

describe('reviews at once', () => {
  it('ten of one line are one', async () => {
    const lineId = await received(shop, operator, ann, skuId)
    const { fulfilled, rejected } = await parallel(10, () => patiently(() => write(ann, words(lineId))))
    expect(fulfilled).toHaveLength(1)
    expect(codesOf(rejected)).toEqual(['REVIEW_CLOSED'])
    expect(await shop.database.one('select count(*) as n from reviews where line_id = $1', [lineId])).toEqual({ n: 1 })
  })

  it('ten votes of one member are one, and one beside it is another', async () => {
    const { id } = await write(ann, words(await received(shop, operator, ann, skuId)))
    await decide(operator, id, 'pass')
    const [ben, eve] = [await shopperOf(shop, '13800095501'), await shopperOf(shop, '13800095502')]
    const vote = (who: Shopper) => patiently(() => who.api.review.vote({ params: { id } }))
    const { rejected } = await parallel(10, (n) => vote(n === 4 ? eve : ben))
    expect(codesOf(rejected)).toEqual([])
    expect(await vote(eve)).toEqual({ helpful: 2, voted: true })
  })

  it('ten additions are one', async () => {
    const { id } = await write(ann, words(await received(shop, operator, ann, skuId)))
    await decide(operator, id, 'pass')
    const body = { body: '又买了一次', pictureIds: [] }
    const { fulfilled } = await parallel(10, () => patiently(() => ann.api.review.append({ params: { id }, body })))
    expect(fulfilled).toHaveLength(1)
  })

  it('an answer and a hiding take turns: what is hidden is not answered after', async () => {
    const { id } = await write(ann, words(await received(shop, operator, ann, skuId)))
    const { version } = await decide(operator, id, 'pass')
    const hide = { part: 'review', action: 'hide', note: '广告', version } as const
    const { rejected } = await parallel(8, (n): Promise<unknown> =>
      n === 3
        ? patiently(() => operator.review.decide({ params: { id }, body: hide }))
        : patiently(() => operator.review.reply({ params: { id }, body: { body: `谢谢 ${n}` } })),
    )
    expect(codesOf(rejected).filter((code) => code !== 'REVIEW_ACTION_NOT_ALLOWED')).toEqual([])
    const { replies, state } = await operator.review.detail({ params: { id } })
    expect(state).toBe('hidden')
    expect(replies).toHaveLength(7 - rejected.length)
  })

  it('two operators who saw the same decide once', async () => {
    const { id } = await write(ann, words(await received(shop, operator, ann, skuId)))
    const { fulfilled, rejected } = await parallel(6, (n) =>
      patiently(() =>
        operator.review.decide({
          params: { id },
          body: { part: 'review', action: n % 2 === 0 ? 'pass' : 'refuse', note: '看过', version: 1 },
        }),
      ),
    )
    expect(fulfilled).toHaveLength(1)
    expect(codesOf(rejected)).toEqual(['VERSION_CONFLICT'])
  })

  it('the numbers are a live count after many came and went at once', async () => {
    const ids: string[] = []
    for (let n = 0; n < 4; n += 1) ids.push((await write(ann, words(await received(shop, operator, ann, skuId)))).id)
    await parallel(4, (n) => patiently(() => decide(operator, ids[n] ?? '', 'pass')))
    await parallel(2, (n) => patiently(() => decide(operator, ids[n] ?? '', 'hide')))
    await shop.settle()
    const live = await shop.database.one<{ n: number }>(
      `select count(*) as n from reviews r join review_parts p on p.review_id = r.id and p.part = 'review'
        where r.spu_id = $1 and p.state = 'shown'`,
      [spuId],
    )
    const { summary } = await ann.api.review.ofProduct({ params: { id: spuId }, query: {} })
    expect(summary.count).toBe(live.n)
    await expectSoundShop(shop)
  })
})
