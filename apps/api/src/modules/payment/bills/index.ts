import type { Config } from '../../../infra/config/config.js'
import { CONFIG } from '../../../infra/config/config.js'
import { alipayAccountOf } from '../alipay/alipay-account.js'
import { AlipayClient } from '../alipay/alipay-client.js'
import { wechatAccountOf } from '../wechat/wechat-account.js'
import { WechatClient } from '../wechat/wechat-client.js'
import { WechatKeyring } from '../wechat/wechat-keyring.js'
import { AlipayBills } from './alipay-bills.js'
import { AskAbout } from './ask-about.js'
import { BillBooks } from './bill-books.js'
import { BILL_SOURCES, type BillSource, type BillSources } from './bill-source.js'
import { ExportDay } from './export-day.js'
import { FindMissing } from './find-missing.js'
import { FlowDays } from './flow/flow-days.js'
import { FlowTurns } from './flow/flow-turns.js'
import { JudgeFlow } from './flow/judge-flow.js'
import { StageFlow } from './flow/stage-flow.js'
import { MatchRows } from './match-rows.js'
import { MissingPayments } from './missing-payments.js'
import { ReconcileDays } from './reconcile-days.js'
import { ReconciliationQueries } from './reconciliation.queries.js'
import { ResolveDifference } from './resolve-difference.js'
import { RunAgain } from './run-again.js'
import { StageBill } from './stage-bill.js'
import { WechatBills } from './wechat-bills.js'

export { MissingPayments } from './missing-payments.js'
export { ReconciliationAdminController } from './reconciliation.admin.controller.js'

const sourcesOf = (config: Config, keyring: WechatKeyring): BillSources => {
  const wechat = wechatAccountOf(config)
  const sources: BillSource[] = [
    new WechatBills(wechat.merchantId, config.env.WECHAT_PAY_FEE_BP, new WechatClient(wechat, keyring)),
  ]
  const alipay = alipayAccountOf(config)
  if (alipay !== undefined) {
    sources.push(new AlipayBills(alipay.sellerId, config.env.ALIPAY_FEE_BP, new AlipayClient(alipay)))
  }
  return sources
}

/** What reconciles daily bills; it uses the payment module's own classes and is part of it. */
export const BILL_PROVIDERS = [
  { provide: BILL_SOURCES, useFactory: sourcesOf, inject: [CONFIG, WechatKeyring] },
  AskAbout,
  BillBooks,
  ExportDay,
  FindMissing,
  FlowDays,
  FlowTurns,
  JudgeFlow,
  MatchRows,
  MissingPayments,
  ReconcileDays,
  ReconciliationQueries,
  ResolveDifference,
  RunAgain,
  StageBill,
  StageFlow,
]
