import { Injectable } from '@nestjs/common'
import type { Picture } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import type {
  ProductReviews,
  ProductReviewsQuery,
  ReviewDigest,
  ReviewSummary,
  ShownReview,
} from '@jishi/contracts/review/review.schema'
import { LOW_STARS, REVIEW_TAGS, type ReviewFilter, type ReviewTag } from '@jishi/contracts/review/review.terms'
import { DomainError } from '@jishi/kernel/errors'
import { Conditions } from '../../infra/database/conditions.js'
import { Database } from '../../infra/database/database.js'
import { prepared, type Sql } from '../../infra/database/sql.js'
import { addTimePage, cutTimePage } from '../../infra/database/time-page.js'
import { REVIEW, shownView, tenths, type ReviewRow } from './review.rows.js'

const ON_A_PRODUCT_PAGE = 2

const DIGEST = prepared(
  'review.digest',
  `select s.count, s.goods_sum as "goodsSum", v.* from review_summaries s
     left join lateral (${REVIEW} where r.spu_id = s.spu_id and p.state = 'shown'
       order by r.created_at desc, r.id desc limit ${ON_A_PRODUCT_PAGE}) v on true
    where s.spu_id = $1`,
)

interface SummaryRow {
  readonly count: number
  readonly stars: number[]
  readonly goodsSum: number
  readonly serviceSum: number
  readonly deliverySum: number
  readonly withPictures: number
  readonly appended: number
  readonly low: number
  readonly tags: Partial<Record<ReviewTag, number>>
}

const SUMMARY = `select count, stars, goods_sum as "goodsSum", service_sum as "serviceSum", delivery_sum as "deliverySum",
    with_pictures as "withPictures", appended, low, tags from review_summaries where spu_id = $1`
const NOBODY_WROTE: SummaryRow = {
  ...{ count: 0, stars: [0, 0, 0, 0, 0], goodsSum: 0, serviceSum: 0, deliverySum: 0 },
  ...{ withPictures: 0, appended: 0, low: 0, tags: {} },
}

export const FILTERS: Readonly<Record<ReviewFilter, string | undefined>> = {
  all: undefined,
  pictures: 'jsonb_array_length(p.pictures) > 0',
  appended: `a.state = 'shown'`,
  low: `r.goods <= ${LOW_STARS}`,
}

/** Reviews as everybody may read them. */
@Injectable()
export class ShownReviews {
  constructor(private readonly database: Database) {}

  /** Newest first, with the product's numbers. */
  async ofProduct(spuId: string, query: ProductReviewsQuery): Promise<ProductReviews> {
    const conditions = new Conditions()
    conditions.add('r.spu_id = ?', spuId)
    conditions.add(`p.state = 'shown'`)
    const filter = FILTERS[query.filter ?? 'all']
    if (filter !== undefined) conditions.add(filter)
    if (query.tag !== undefined) conditions.add('r.tags @> ?::text[]', [query.tag])
    addTimePage(conditions, 'r.created_at', 'r.id', query)
    const limit = query.limit ?? PAGE_SIZE
    const rows = await this.database.rows<ReviewRow>(
      `${REVIEW} ${conditions.where} order by r.created_at desc, r.id desc limit ${limit + 1}`,
      conditions.values,
    )
    const page = cutTimePage(
      rows.map((row) => ({ ...row, at: row.createdAt })),
      limit,
    )
    return { items: page.rows.map(shownView), nextCursor: page.nextCursor, summary: await this.summary(spuId) }
  }

  /** Throws NOT_FOUND for one that is not shown. */
  async one(id: string): Promise<ShownReview & { productId: string; title: string; picture: Picture | null }> {
    const row = await this.database.maybe<ReviewRow>(`${REVIEW} where r.id = $1 and p.state = 'shown'`, [id])
    if (row === undefined) throw new DomainError('NOT_FOUND')
    return { ...shownView(row), productId: row.spuId, title: row.title, picture: row.goodsPicture }
  }

  /** What a product page shows, in one statement: the numbers come along with the rows. */
  async digest(reader: Sql, spuId: string): Promise<ReviewDigest> {
    const rows = await reader.rows<Partial<ReviewRow> & { count: number; goodsSum: number }>(DIGEST, [spuId])
    const { count, goodsSum } = rows[0] ?? { count: 0, goodsSum: 0 }
    const latest = rows.filter((row): row is ReviewRow & typeof row => typeof row.id === 'string').map(shownView)
    return { count, goodsTenths: tenths(goodsSum, count), latest }
  }

  private async summary(spuId: string): Promise<ReviewSummary> {
    const found = (await this.database.maybe<SummaryRow>(SUMMARY, [spuId])) ?? NOBODY_WROTE
    const { goodsSum, serviceSum, deliverySum, tags, ...counts } = found
    return {
      ...counts,
      goodsTenths: tenths(goodsSum, counts.count),
      serviceTenths: tenths(serviceSum, counts.count),
      deliveryTenths: tenths(deliverySum, counts.count),
      tags: REVIEW_TAGS.flatMap((tag) => {
        const count = tags[tag]
        return count === undefined ? [] : [{ tag, count }]
      }),
    }
  }
}
