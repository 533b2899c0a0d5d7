import { Injectable } from '@nestjs/common'
import type { CouponTemplatesQuery, CouponTemplateView } from '@jishi/contracts/promotion/coupons.schema'
import type { Page } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import { DomainError } from '@jishi/kernel/errors'
import { Conditions } from '../../../infra/database/conditions.js'
import { Database } from '../../../infra/database/database.js'
import { addTimePage, cutTimePage } from '../../../infra/database/time-page.js'
import type { Language } from '../../../infra/http/language.js'
import { TEMPLATE, templateView, type TemplateRow } from './template.rows.js'

type Row = TemplateRow & { used: number }

const USED = `(select count(*) from coupon_uses u where u.template_id = t.id and u.state = 'used') as used`
/** `%` and `_` in what somebody looks for are letters like others. */
const literal = (words: string): string => words.replace(/[\\%_]/g, (sign) => `\\${sign}`)

/** Templates as operators see them. */
@Injectable()
export class CouponTemplateQueries {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  async list(query: CouponTemplatesQuery, language: Language): Promise<Page<CouponTemplateView>> {
    const conditions = new Conditions()
    if (query.state !== undefined) conditions.add('t.state = ?', query.state)
    if (query.kind !== undefined) conditions.add('t.kind = ?', query.kind)
    if (query.way !== undefined) conditions.add('t.way = ?', query.way)
    if (query.q !== undefined && query.q !== '') conditions.add('t.name ilike ?', `%${literal(query.q)}%`)
    addTimePage(conditions, 't.created_at', 't.id', query)
    const limit = query.limit ?? PAGE_SIZE
    const rows = await this.database.rows<Row>(
      `select ${TEMPLATE}, ${USED} from coupon_templates t ${conditions.where}
        order by t.created_at desc, t.id desc limit ${limit + 1}`,
      conditions.values,
    )
    const timed = rows.map((row) => ({ ...row, at: row.createdAt, id: row.templateId }))
    const page = cutTimePage(timed, limit)
    return { items: page.rows.map((row) => templateView(row, language)), nextCursor: page.nextCursor }
  }

  /** Throws NOT_FOUND. */
  async one(id: string, language: Language): Promise<CouponTemplateView> {
    const row = await this.database.maybe<Row>(`select ${TEMPLATE}, ${USED} from coupon_templates t where t.id = $1`, [
      id,
    ])
    if (row === undefined) throw new DomainError('NOT_FOUND')
    return templateView(row, language)
  }
}
