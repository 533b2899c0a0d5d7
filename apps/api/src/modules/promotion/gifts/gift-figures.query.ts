import { Inject, Injectable } from '@nestjs/common'
import type { PayGiftFigures } from '@jishi/contracts/promotion/pay-gifts.schema'
import { DomainError } from '@jishi/kernel/errors'
import { addShopDays, shopDay, type Clock } from '@jishi/kernel/time'
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

  /** One statement, so that its sums and its days agree. Throws NOT_FOUND. */
  async run(giftId: string): Promise<PayGiftFigures> {
    const since = addShopDays(shopDay(this.clock.now()), 1 - DAYS)
    const figures = await this.database.maybe<PayGiftFigures>(FIGURES, [giftId, since])
    if (figures === undefined) throw new DomainError('NOT_FOUND')
    return figures
  }
}

/** A row a day at most, and eight more of what was used; however many gifts there were. */
const FIGURES = `
  select coalesce(sum(s.given - s.taken_back - s.spent), 0) as given, coalesce(sum(s.taken_back), 0) as "takenBack",
         coalesce(sum(s.spent), 0) as spent, coalesce(sum(s.missed), 0) as missed, coalesce(sum(s.paid_fen), 0) as "paidFen",
         coalesce(sum(s.used), 0) as used, coalesce(sum(s.discount_fen), 0) as "discountFen", coalesce(sum(s.sales_fen), 0) as "salesFen",
         coalesce(jsonb_agg(jsonb_build_object('day', s.day, 'given', s.given, 'paidFen', s.paid_fen) order by s.day)
                    filter (where s.part = 0 and s.given > 0 and s.day >= $2::date), '[]') as days
    from pay_gifts g left join pay_gift_sums s on s.gift_id = g.id where g.id = $1 group by g.id`
