import { Inject, Injectable, Logger } from '@nestjs/common'
import { ORDER_DETAIL_PATH } from '@jishi/contracts/order/platform-reports.terms'
import { isoOf, minuteMs, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { Sweep } from '../../../infra/worker/decorators.js'
import { WeixinOrderCentre } from './weixin-order-centre.js'

/** Has WeChat's bills lead to the page of this shop that finds the order of a payment: once for an app and a path. */
@Injectable()
export class LeadBills {
  private readonly log = new Logger('PlatformReports')

  constructor(
    private readonly database: Database,
    private readonly centre: WeixinOrderCentre,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Answers 0 whatever came of it: what WeChat did not take waits for the next turn. */
  @Sweep('order.lead-bills', 10 * minuteMs)
  async sweep(_now: Instant): Promise<number> {
    const { appId } = this.centre
    if (appId === undefined) return 0
    const known = await this.database.maybe(
      `select 1 as one from platform_order_paths where app_id = $1 and path = $2`,
      [appId, ORDER_DETAIL_PATH],
    )
    if (known !== undefined) return 0
    try {
      if (await this.centre.leadBillsTo(ORDER_DETAIL_PATH)) await this.note(appId)
      else this.log.warn('WeChat does not take the path of the order page')
    } catch (error) {
      this.log.warn(`the path of the order page: ${error instanceof Error ? error.message : String(error)}`)
    }
    return 0
  }

  private async note(appId: string): Promise<void> {
    await this.database.execute(
      `insert into platform_order_paths (app_id, path, told_at) values ($1, $2, $3)
       on conflict (app_id) do update set path = excluded.path, told_at = excluded.told_at`,
      [appId, ORDER_DETAIL_PATH, isoOf(this.clock.now())],
    )
  }
}
