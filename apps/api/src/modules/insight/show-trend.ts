import { Inject, Injectable } from '@nestjs/common'
import type { TrendView } from '@jishi/contracts/insight/insight.schema'
import { addDays, addShopDays, isoOf, shopDay, startOfShopDay, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import { OrderReports, type PaidFigures } from '../order/index.js'
import { PaymentFacade } from '../payment/index.js'

const BEST = 6

/** Paid money and orders for each shop day of a range that ends now, beside the range before it. Three statements. */
@Injectable()
export class ShowTrend {
  constructor(
    private readonly database: Database,
    private readonly orders: OrderReports,
    private readonly payment: PaymentFacade,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(days: number): Promise<TrendView> {
    const now = this.clock.now()
    const today = shopDay(now)
    const dates = Array.from({ length: days }, (_, at) => addShopDays(today, at - days + 1))
    const spans = dates.map((day) => ({
      from: startOfShopDay(day),
      to: day === today ? now : startOfShopDay(addShopDays(day, 1)),
    }))
    const whole = { from: startOfShopDay(dates[0] ?? today), to: now }
    const before = { from: addDays(whole.from, -days), to: addDays(now, -days) }
    const [paid, concerns, bestSellers] = await Promise.all([
      this.orders.paid(this.database, [whole, before, ...spans]),
      this.payment.concerns(this.database, [whole, ...spans]),
      this.orders.bestSellers(whole, BEST),
    ])
    const [total = NOTHING, earlier = NOTHING, ...each] = paid
    const [refundedFen = 0, ...refunds] = concerns.refundedFen
    return {
      asOf: isoOf(now),
      points: dates.map((day, at) => pointOf(day, each[at], refunds[at])),
      ...totalOf(total),
      refundedFen,
      before: totalOf(earlier),
      bestSellers,
    }
  }
}

const NOTHING: PaidFigures = { paidFen: 0, orders: 0, payers: 0 }
const totalOf = ({ paidFen, orders }: PaidFigures) => ({ paidFen, orders })
const pointOf = (day: string, paid = NOTHING, refundedFen = 0): TrendView['points'][number] => ({
  day,
  ...totalOf(paid),
  refundedFen,
})
