import { Inject, Injectable } from '@nestjs/common'
import type { PayGiftFigures } from '@jishi/contracts/promotion/pay-gifts.schema'
import { DomainError } from '@jishi/kernel/errors'
import { addShopDays, isoOf, shopDay, startOfShopDay, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'

const DAYS = 30

/** What a rule gave, what became of it and what it cost. */
@Injectable()
export class GiftFiguresQuery {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
  ) {}

  /** One snapshot. Throws NOT_FOUND. */
  run(giftId: string): Promise<PayGiftFigures> {
    const since = isoOf(startOfShopDay(addShopDays(shopDay(this.clock.now()), 1 - DAYS)))
    return this.database.read(async (sql) => {
      const there = await sql.maybe('select 1 as there from pay_gifts where id = $1', [giftId])
      if (there === undefined) throw new DomainError('NOT_FOUND')
      const counts = await sql.one<Omit<PayGiftFigures, 'days'>>(FIGURES, [giftId])
      return { ...counts, days: await sql.rows<PayGiftFigures['days'][number]>(BY_DAY, [giftId, since]) }
    })
  }
}

/** A coupon that was a gift carries the gift's id, and is used by one order at most. */
const FIGURES = `
  select count(*) filter (where d.state = 'given') as given, count(*) filter (where d.state = 'taken_back') as "takenBack",
         count(*) filter (where d.state = 'spent') as spent, count(*) filter (where d.state = 'missed') as missed,
         coalesce(sum(d.paid_fen) filter (where d.state <> 'missed'), 0) as "paidFen",
         count(u.id) as used, coalesce(sum(u.amount_fen), 0) as "discountFen", coalesce(sum(u.payable_fen), 0) as "salesFen"
    from given_gifts d left join coupon_uses u on u.coupon_id = d.id and u.state = 'used'
   where d.gift_id = $1`

/** The shop's day has had no summer time, so its zone is a plain shift of the clock. */
const BY_DAY = `
  select (given_at at time zone 'Asia/Shanghai')::date as day, count(*) as given, sum(paid_fen) as "paidFen"
    from given_gifts where gift_id = $1 and given_at >= $2 and state <> 'missed' group by 1 order by 1`
