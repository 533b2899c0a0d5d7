import { Inject, Injectable } from '@nestjs/common'
import type { CouponWay } from '@jishi/contracts/promotion/promotion.terms'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Sql, Tx } from '../../../infra/database/sql.js'
import { daysFrom } from './domain/coupon-days.js'
import { TEMPLATE, type TemplateRow } from './template.rows.js'

/** A coupon that is to be made for somebody, under this id. */
export interface WantedCoupon {
  readonly id: string
  readonly memberId: string
}

export interface HowGiven {
  readonly way: Exclude<CouponWay, 'code'>
  readonly batchId: string | null
}

/** What became of each that was wanted, by its id. */
export type GivenOutcome = 'given' | 'limit' | 'gone'

interface Tried {
  readonly id: string
  readonly fits: boolean
  readonly made: boolean
}

const ROWS_A_STATEMENT = 500

/**
 * Makes coupons for people. The limit for one member is a row with a number that a unique index holds once; the limit of the
 * template is one conditional count, and as everybody writes it, it is written last.
 */
@Injectable()
export class GiveCoupons {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** The template as it stands; what it promises does not change once it is live. */
  template(sql: Sql, id: string): Promise<TemplateRow | undefined> {
    return sql.maybe<TemplateRow>(`select ${TEMPLATE} from coupon_templates t where t.id = $1`, [id])
  }

  /** Earlier ones first where there is not enough for all. Throws COUPON_NOT_CLAIMABLE where none are given out now. */
  async give(
    tx: Tx,
    template: TemplateRow,
    wanted: readonly WantedCoupon[],
    how: HowGiven,
  ): Promise<Map<string, GivenOutcome>> {
    const outcomes = new Map<string, GivenOutcome>(wanted.map(({ id }) => [id, 'limit']))
    // In the order of the members, so that two who give to the same people do not wait for each other.
    const sorted = [...wanted].sort((a, b) => (a.memberId < b.memberId ? -1 : a.memberId > b.memberId ? 1 : 0))
    for (let from = 0; from < sorted.length; from += ROWS_A_STATEMENT) {
      const made = await this.insert(tx, template, sorted.slice(from, from + ROWS_A_STATEMENT), how)
      for (const id of made) outcomes.set(id, 'given')
    }
    const given = wanted.filter(({ id }) => outcomes.get(id) === 'given').map(({ id }) => id)
    if (given.length === 0) return outcomes
    const over = given.slice(await this.count(tx, template.templateId, given.length))
    if (over.length > 0) await tx.execute('delete from coupons where id = any($1::uuid[])', [over])
    for (const id of over) outcomes.set(id, 'gone')
    return outcomes
  }

  /**
   * Counts as many of these as there is room for, and says how many that is. Who stopped the template or reached its end
   * before is seen here, because this waits for them. Throws COUPON_NOT_CLAIMABLE.
   */
  async count(tx: Tx, templateId: string, made: number): Promise<number> {
    const counted = await tx.maybe<{ counted: number }>(
      `update coupon_templates set claimed = claimed + least($2::int, total - claimed)
        where id = $1 and state = 'live' and claim_from_at <= $3 and claim_until_at > $3
       returning new.claimed - old.claimed as counted`,
      [templateId, made, isoOf(this.clock.now())],
    )
    if (counted === undefined) throw new DomainError('COUPON_NOT_CLAIMABLE')
    return counted.counted
  }

  /** The ids that were made. Whoever got the same number in the same instant is counted in the next round. */
  private async insert(
    tx: Tx,
    template: TemplateRow,
    wanted: readonly WantedCoupon[],
    how: HowGiven,
  ): Promise<string[]> {
    const now = this.clock.now()
    const days = daysFrom(template, now)
    if (days === undefined) throw new DomainError('COUPON_NOT_CLAIMABLE')
    const made: string[] = []
    let left = wanted
    while (left.length > 0) {
      const tried = await tx.rows<Tried>(INSERT, [
        ...[left.map(({ id }) => id), left.map(({ memberId }) => memberId), template.templateId, template.perMember],
        ...[how.way, how.batchId, isoOf(days.fromAt), isoOf(days.untilAt), isoOf(now)],
      ])
      made.push(...tried.filter((one) => one.made).map(({ id }) => id))
      const beaten = new Set(tried.filter((one) => one.fits && !one.made).map(({ id }) => id))
      left = left.filter(({ id }) => beaten.has(id))
    }
    return made
  }
}

/** The members come sorted, and one member may be there more than once. */
const INSERT = `
  with wanted as (
    select w.id, w.member_id, w.place, row_number() over (partition by w.member_id order by w.place)
           + coalesce((select max(c.ordinal) from coupons c where c.template_id = $3 and c.member_id = w.member_id), 0) as ordinal
      from unnest($1::uuid[], $2::uuid[]) with ordinality as w (id, member_id, place)
  ), made as (
    insert into coupons (id, template_id, batch_id, member_id, ordinal, state, way, from_at, until_at, created_at, had_at)
    select id, $3, $6, member_id, ordinal, 'held', $5, $7, $8, $9, $9 from wanted where ordinal <= $4 order by place
    on conflict (template_id, member_id, ordinal) where member_id is not null do nothing returning id
  )
  select w.id, w.ordinal <= $4 as fits, m.id is not null as made from wanted w left join made m on m.id = w.id`
