import { EndRecharge } from './end-recharge.js'
import { PayPasswords } from './pay-passwords.js'
import { RechargeBook } from './recharge-book.js'
import { RechargeOffering } from './recharge-offering.js'
import { RechargeQueries } from './recharge.queries.js'
import { RechargeShopController } from './recharge.shop.controller.js'
import { StartRecharge } from './start-recharge.js'
import { StoredAccounts } from './stored-accounts.js'
import { StoredBalanceQueries } from './stored-balance.queries.js'
import { StoredHoldings } from './stored-holdings.js'
import { StoredRefunds } from './stored-refunds.js'
import { StoredTenders } from './stored-tenders.js'
import { StoredValueAdminController } from './stored-value.admin.controller.js'
import { StoredValueFacade } from './stored-value.facade.js'
import { StoredValueShopController } from './stored-value.shop.controller.js'

export const STORED_CONTROLLERS = [RechargeShopController, StoredValueAdminController, StoredValueShopController]

/** Stored value's share of the payment module. */
export const STORED_PARTS = [
  EndRecharge,
  PayPasswords,
  RechargeBook,
  RechargeOffering,
  RechargeQueries,
  StartRecharge,
  StoredAccounts,
  StoredBalanceQueries,
  StoredHoldings,
  StoredRefunds,
  StoredTenders,
  StoredValueFacade,
]
