import { Inject, Injectable } from '@nestjs/common'
import type { CouponFigures } from '@jishi/contracts/promotion/coupons.schema'
import { DomainError } from '@jishi/kernel/errors'
import { addShopDays, isoOf, shopDay, startOfShopDay, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'

type Counts = Pick<CouponFigures, 'waiting' | 'issued' | 'held' | 'locked' | 'expired' | 'revoked'>
type Uses = Pick<CouponFigures, 'used' | 'discountFen' | 'salesFen'>
type Day = CouponFigures['days'][number]

const DAYS = 30

/** What became of a template's coupons and what they cost. */
@Injectable()
export class CouponFiguresQuery {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
  ) {}

  /** One snapshot. Throws NOT_FOUND. */
  run(templateId: string): Promise<CouponFigures> {
    const now = this.clock.now()
    const since = isoOf(startOfShopDay(addShopDays(shopDay(now), 1 - DAYS)))
    return this.database.read(async (sql) => {
      const there = await sql.maybe('select 1 as there from coupon_templates where id = $1', [templateId])
      if (there === undefined) throw new DomainError('NOT_FOUND')
      const counts = await sql.one<Counts>(COUNTS, [templateId, isoOf(now)])
      const uses = await sql.one<Uses>(USES, [templateId])
      return { ...counts, ...uses, days: await sql.rows<Day>(BY_DAY, [templateId, since]) }
    })
  }
}

const COUNTS = `
  select count(*) filter (where state = 'waiting') as waiting, count(*) filter (where state <> 'waiting') as issued,
         count(*) filter (where state = 'held' and until_at > $2) as held, count(*) filter (where state = 'locked') as locked,
         count(*) filter (where state = 'held' and until_at <= $2) as expired, count(*) filter (where state = 'revoked') as revoked
    from coupons where template_id = $1`

const USES = `
  select count(*) as used, coalesce(sum(amount_fen), 0) as "discountFen", coalesce(sum(payable_fen), 0) as "salesFen"
    from coupon_uses where template_id = $1 and state = 'used'`

/** The shop's day has had no summer time, so its zone is a plain shift of the clock. */
const BY_DAY = `
  select day, sum(issued) as issued, sum(used) as used, sum(discount) as "discountFen", sum(sales) as "salesFen"
    from (
      select (had_at at time zone 'Asia/Shanghai')::date as day, count(*) as issued, 0 as used, 0 as discount, 0 as sales
        from coupons where template_id = $1 and had_at >= $2 group by 1
      union all
      select (used_at at time zone 'Asia/Shanghai')::date, 0, count(*), sum(amount_fen), sum(payable_fen)
        from coupon_uses where template_id = $1 and state = 'used' and used_at >= $2 group by 1
    ) facts group by 1 order by 1`
