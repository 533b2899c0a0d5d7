import { Inject, Injectable } from '@nestjs/common'
import type {
  CouponsQuery,
  CouponView,
  IssuedCoupon,
  IssuedCouponsQuery,
} from '@jishi/contracts/promotion/coupons.schema'
import type { CouponWay } from '@jishi/contracts/promotion/promotion.terms'
import type { Page } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Conditions } from '../../../infra/database/conditions.js'
import { Database } from '../../../infra/database/database.js'
import { addRisingTimePage, addTimePage, cutTimePage } from '../../../infra/database/time-page.js'
import type { Language } from '../../../infra/http/language.js'
import { IdentityFacade } from '../../identity/index.js'
import { COUPON, couponView, type CouponRow } from './coupon.rows.js'

interface IssuedRow {
  readonly id: string
  readonly at: Instant
  readonly way: CouponWay
  readonly state: Exclude<IssuedCoupon['state'], 'expired'>
  readonly memberId: string | null
  readonly fromAt: Instant | null
  readonly untilAt: Instant | null
  readonly hadAt: Instant | null
  readonly orderId: string | null
}

/** Coupons that somebody has: their own, and those of a template. */
@Injectable()
export class CouponQueries {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly identity: IdentityFacade,
  ) {}

  /**
   * What can be used ends first; what was used or is over, the last that was had first. Without a state, all of them. A coupon in an unpaid
   * order stands among those held, and one taken back among those that are over.
   */
  async mine(memberId: string, query: CouponsQuery, language: Language): Promise<Page<CouponView>> {
    const [now, limit] = [this.clock.now(), query.limit ?? PAGE_SIZE]
    const conditions = new Conditions()
    conditions.add('c.member_id = ?', memberId)
    const rising = query.state === 'held'
    if (rising) conditions.add(`(c.state = 'locked' or c.state = 'held' and c.until_at > ?)`, isoOf(now))
    if (query.state === 'used') conditions.add(`c.state = 'used'`)
    if (query.state === 'expired')
      conditions.add(`(c.state = 'revoked' or c.state = 'held' and c.until_at <= ?)`, isoOf(now))
    if (rising) addRisingTimePage(conditions, 'c.until_at', 'c.id', query)
    else addTimePage(conditions, 'c.had_at', 'c.id', query)
    const rows = await this.database.rows<CouponRow>(
      `select ${COUPON} from coupons c join coupon_templates t on t.id = c.template_id ${conditions.where}
        order by ${rising ? 'c.until_at, c.id' : 'c.had_at desc, c.id desc'} limit ${limit + 1}`,
      conditions.values,
    )
    const page = cutTimePage(
      rows.map((row) => ({ ...row, at: rising ? row.untilAt : row.hadAt })),
      limit,
    )
    return { items: page.rows.map((row) => couponView(row, now, language)), nextCursor: page.nextCursor }
  }

  /** Throws NOT_FOUND for what is somebody else's. */
  async one(memberId: string, id: string, language: Language): Promise<CouponView> {
    const row = await this.database.maybe<CouponRow>(
      `select ${COUPON} from coupons c join coupon_templates t on t.id = c.template_id where c.id = $1 and c.member_id = $2`,
      [id, memberId],
    )
    if (row === undefined) throw new DomainError('NOT_FOUND')
    return couponView(row, this.clock.now(), language)
  }

  /** All coupons of a template, the newest first; whose they are, masked. Throws NOT_FOUND for a template that is not there. */
  async ofTemplate(templateId: string, query: IssuedCouponsQuery): Promise<Page<IssuedCoupon>> {
    const [now, limit] = [this.clock.now(), query.limit ?? PAGE_SIZE]
    const conditions = new Conditions()
    conditions.add('c.template_id = ?', templateId)
    if (query.state === 'held') conditions.add(`c.state = 'held' and c.until_at > ?`, isoOf(now))
    else if (query.state === 'expired') conditions.add(`c.state = 'held' and c.until_at <= ?`, isoOf(now))
    else if (query.state !== undefined) conditions.add('c.state = ?', query.state)
    addTimePage(conditions, 'c.created_at', 'c.id', query)
    const rows = await this.database.rows<IssuedRow>(
      `select c.id, c.created_at as at, c.way, c.state, c.member_id as "memberId", c.from_at as "fromAt", c.until_at as "untilAt",
              c.had_at as "hadAt",
              (select u.order_id from coupon_uses u where u.coupon_id = c.id and u.state in ('locked', 'used')) as "orderId"
         from coupons c ${conditions.where} order by c.created_at desc, c.id desc limit ${limit + 1}`,
      conditions.values,
    )
    if (rows.length === 0) await this.assertThere(templateId)
    const page = cutTimePage(rows, limit)
    return { items: await this.masked(page.rows, now), nextCursor: page.nextCursor }
  }

  private async assertThere(templateId: string): Promise<void> {
    const there = await this.database.maybe('select 1 as there from coupon_templates where id = $1', [templateId])
    if (there === undefined) throw new DomainError('NOT_FOUND')
  }

  private async masked(rows: readonly IssuedRow[], now: Instant): Promise<IssuedCoupon[]> {
    const masks = await this.identity.memberMasks(
      this.database,
      rows.flatMap(({ memberId }) => memberId ?? []),
    )
    return rows.map(({ id, at, way, state, memberId, fromAt, untilAt, hadAt, orderId }) => {
      const mask = memberId === null ? undefined : masks.get(memberId)
      const over = state === 'held' && untilAt !== null && untilAt <= now
      return {
        ...{ id, way, memberId, orderId, state: over ? 'expired' : state },
        ...{ memberName: mask?.displayName ?? null, phoneMasked: mask?.phoneMasked ?? null },
        ...{ fromAt: isoOrNull(fromAt), untilAt: isoOrNull(untilAt), createdAt: isoOf(at), hadAt: isoOrNull(hadAt) },
      }
    })
  }
}

const isoOrNull = (at: Instant | null): string | null => (at === null ? null : isoOf(at))
