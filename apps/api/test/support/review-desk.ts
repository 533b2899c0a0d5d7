import type { Picture } from '@jishi/contracts/primitives.schema'
import type { AdminReviewDetail, OwnReview, WriteReviewBody } from '@jishi/contracts/review/review.schema'
import type { ReviewDecision, ReviewPart } from '@jishi/contracts/review/review.terms'
import { newId } from '@jishi/kernel/id'
import { systemClock } from '@jishi/kernel/time'
import { expect } from 'vitest'
import { pay, placeNow } from './buying.js'
import { drawnPng } from './media-desk.js'
import type { ShopClient, Shopper } from './shopper.js'
import type { TestApp } from './test-app.js'
import type { WholeShop } from './whole-shop.js'

let parcels = 0

/** Buys, pays, is sent and receives one of these; answers the line that may now be written about. */
export const received = async (shop: WholeShop, operator: ShopClient, who: Shopper, skuId: string): Promise<string> => {
  const { id } = await placeNow(who, [{ skuId, qty: 1 }])
  await pay(shop, who, id)
  const body = { carrierCode: 'ZTO' as const, trackingNo: `ZTO91000${(parcels += 1)}` }
  await operator.order.ship({ params: { id }, body })
  await who.api.order.confirmReceipt({ params: { id } })
  await shop.settle()
  const { items } = await who.api.review.toDo({ query: {} })
  return items.find(({ orderId }) => orderId === id)?.lineId ?? expect.unreachable('nothing to write about')
}

/** What a phone does with a photo. */
export const sendPicture = async (shop: TestApp, who: Shopper, purpose = 'review'): Promise<Picture> => {
  const answer = await shop.app.inject({
    method: 'POST',
    url: `/api/shop/uploads?purpose=${purpose}`,
    headers: { ...who.headers, 'content-type': 'image/png' },
    payload: await drawnPng(60, 60),
  })
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json<Picture>()
}

export const words = (lineId: string, over: Partial<WriteReviewBody> = {}): WriteReviewBody => ({
  ...{ lineId, goods: 5, service: 4, delivery: 3, tags: ['fresh'], body: '脆甜', pictureIds: [], anonymous: false },
  ...over,
})

export const write = (who: Shopper, body: WriteReviewBody, idempotencyKey?: string): Promise<OwnReview> =>
  who.api.review.write({ body, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) })

/** Decides on what the operator sees now. */
export const decide = async (
  operator: ShopClient,
  id: string,
  action: ReviewDecision,
  part: ReviewPart = 'review',
): Promise<AdminReviewDetail> => {
  const seen = await operator.review.detail({ params: { id } })
  const version = (part === 'review' ? seen.version : seen.append?.version) ?? 0
  return operator.review.decide({ params: { id }, body: { part, action, note: '与商品无关', version } })
}

/**
 * A review where no order could be received: its line is told of directly, and it is shown without a look. `forgetReviews`
 * before such a shop is audited.
 */
export const toldReview = async (shop: TestApp, who: Shopper, spuId: string, shown: boolean): Promise<string> => {
  const lineId = newId(systemClock)
  await shop.database.execute(
    `insert into reviewable_lines (line_id, order_id, member_id, spu_id, sku_id, title, sku_label, completed_at, closes_at)
     values ($1, $1, $2, $3, $1, '苹果', '', now() - interval '1 hour', now() + interval '15 days')`,
    [lineId, who.memberId, spuId],
  )
  const { id } = await write(who, words(lineId, { anonymous: true }))
  if (shown) await shop.database.execute(`update review_parts set state = 'shown' where review_id = $1`, [id])
  return id
}

export const forgetReviews = (shop: TestApp): Promise<number> =>
  shop.database.execute(
    'truncate review_votes, review_replies, review_events, review_parts, reviews, reviewable_lines, review_summaries',
  )
