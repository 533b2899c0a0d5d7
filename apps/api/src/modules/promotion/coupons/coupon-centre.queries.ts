import { Inject, Injectable } from '@nestjs/common'
import type { Claimable, ClaimablesQuery } from '@jishi/contracts/promotion/coupons.schema'
import type { Page } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Conditions } from '../../../infra/database/conditions.js'
import { Database } from '../../../infra/database/database.js'
import { addTimePage, cutTimePage } from '../../../infra/database/time-page.js'
import type { Language } from '../../../infra/http/language.js'
import { CatalogFacade } from '../../catalog/index.js'
import { daysOf, faceOf, TEMPLATE, type TemplateRow } from './template.rows.js'

type Row = TemplateRow & { had: number }

/** True where the goods of a scope hold the product, one of its categories or its brand, which stand in this order behind `?`. */
const names = (column: string): string =>
  `(jsonb_exists(${column} -> 'spuIds', ?) or jsonb_exists_any(${column} -> 'categoryIds', ?::text[]) or
    jsonb_exists(${column} -> 'brandIds', ?))`

/** What anybody may claim now. */
@Injectable()
export class CouponCentreQueries {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly catalog: CatalogFacade,
  ) {}

  /**
   * The newest first. For a member with what they have of each already. Throws NOT_FOUND for a product that is not there.
   */
  async list(query: ClaimablesQuery, language: Language, memberId: string | null = null): Promise<Page<Claimable>> {
    const [now, limit] = [isoOf(this.clock.now()), query.limit ?? PAGE_SIZE]
    const conditions = new Conditions([memberId])
    conditions.add(`t.state = 'live' and t.listed and t.claim_from_at <= ? and t.claim_until_at > ?`, now, now)
    if (query.product !== undefined) await this.addProduct(conditions, query.product)
    addTimePage(conditions, 't.created_at', 't.id', query)
    const rows = await this.database.rows<Row>(
      `select ${TEMPLATE}, (select count(*) from coupons c where c.template_id = t.id and c.member_id = $1::uuid) as had
         from coupon_templates t ${conditions.where} order by t.created_at desc, t.id desc limit ${limit + 1}`,
      conditions.values,
    )
    const page = cutTimePage(
      rows.map((row) => ({ ...row, at: row.createdAt, id: row.templateId })),
      limit,
    )
    return { items: page.rows.map((row) => claimableOf(row, language)), nextCursor: page.nextCursor }
  }

  private async addProduct(conditions: Conditions, spuId: string): Promise<void> {
    const place = await this.catalog.goodsPlace(this.database, spuId)
    if (place === undefined) throw new DomainError('NOT_FOUND')
    const values = [place.spuId, place.categoryIds, place.brandId ?? '']
    conditions.add(`((t.scope -> 'all')::boolean or ${names(`t.scope -> 'named'`)})`, ...values)
    conditions.add(`not ${names(`t.scope -> 'excluded'`)}`, ...values)
  }
}

const claimableOf = (row: Row, language: Language): Claimable => {
  const { claimed, total, had, perMember } = row
  const { claimUntilAt, useFromAt, useUntilAt, validDays } = daysOf(row)
  return {
    ...faceOf(row, language),
    ...{ claimUntilAt, useFromAt, useUntilAt, validDays },
    gonePercent: Math.floor((claimed * 100) / total),
    standing: had >= perMember ? 'held' : claimed >= total ? 'gone' : 'claim',
  }
}
