import { AlipayOrderCentre } from './alipay-order-centre.js'
import { AskReceipts } from './ask-receipts.js'
import { LeadBills } from './lead-bills.js'
import { PLATFORM_DESKS, type PlatformDesk } from './platform-desk.js'
import { PlatformReportsQueries } from './platform-reports.queries.js'
import { PlatformReportsStore } from './platform-reports.store.js'
import { RetryReports } from './retry-reports.js'
import { TellPlatform } from './tell-platform.js'
import { TellPlatforms } from './tell-platforms.js'
import { WeixinOrderCentre } from './weixin-order-centre.js'

/** What the wallets are told of orders. Only the receipts lead back into the order's life, by the buyer's own step. */
export const PLATFORM_REPORTS = [
  AlipayOrderCentre,
  AskReceipts,
  LeadBills,
  PlatformReportsQueries,
  PlatformReportsStore,
  RetryReports,
  TellPlatform,
  TellPlatforms,
  WeixinOrderCentre,
  {
    provide: PLATFORM_DESKS,
    inject: [WeixinOrderCentre, AlipayOrderCentre],
    useFactory: (...desks: PlatformDesk[]): readonly PlatformDesk[] => desks,
  },
]
