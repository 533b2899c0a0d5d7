import type { BillDesk } from '../bills/bill-desk.js'
import { alipayBillAddress } from '../bills/alipay-bills.routes.js'
import type { Fault, FaultOperation } from '../faults/fault-kinds.js'
import type { BuyerDesk } from './buyer-desk.js'
import { acq, AlipayRefusal } from './refusal.js'
import type { OrderSyncs } from './order-syncs.js'
import type { AlipayRefunds } from './refunds.js'
import type { AlipayTrades } from './trades.js'
import type { AlipayTransfers } from './transfers.js'
import { createdView, refundQueryView, refundView, tradeView } from './views.js'

export interface AlipayDesks {
  trades: AlipayTrades
  refunds: AlipayRefunds
  orders: OrderSyncs
  people: BuyerDesk
  bills: BillDesk
  addressOf: () => string
  transfers: AlipayTransfers
}

export interface Method {
  operation: FaultOperation
  /** Where the parameters of the business are: inside `biz_content`, or beside it as for tokens. */
  content: 'business' | 'top'
  /** A question, which v3 asks with GET and its query. */
  reads?: true
  work(content: unknown, fault: Fault | undefined): Record<string, unknown>
}

/** The server-to-server methods, the same ones for v2 and v3. */
export function methodsOf({
  trades,
  refunds,
  orders,
  people,
  bills,
  addressOf,
  transfers,
}: AlipayDesks): Readonly<Record<string, Method>> {
  return {
    'alipay.system.oauth.token': {
      operation: 'oauth',
      content: 'top',
      work: (content) => people.token(content as Record<string, unknown>),
    },
    'alipay.trade.create': {
      operation: 'create',
      content: 'business',
      work: (content) => createdView(trades.open('JSAPI_PAY', content)),
    },
    'alipay.trade.query': {
      operation: 'query',
      content: 'business',
      work: (content, fault) => {
        const trade = trades.find(content)
        return tradeView(trade, trades.statusOf(trade), fault)
      },
    },
    'alipay.trade.close': {
      operation: 'close',
      content: 'business',
      work: (content) => createdView(trades.close(content)),
    },
    'alipay.trade.refund': {
      operation: 'refund',
      content: 'business',
      work: (content) => refundView(refunds.refund(content)),
    },
    'alipay.merchant.order.sync': {
      operation: 'order_sync',
      content: 'business',
      work: (content) => orders.sync(content),
    },
    'alipay.trade.fastpay.refund.query': {
      operation: 'refund_query',
      content: 'business',
      work: (content, fault) => refundQueryView(refunds.query(content), fault),
    },
    ...accountMethods({ bills, addressOf, transfers }),
  }
}

/** What concerns the seller's account and no single trade: money out of it, and its bills. */
function accountMethods({
  bills,
  addressOf,
  transfers,
}: Pick<AlipayDesks, 'bills' | 'addressOf' | 'transfers'>): Readonly<Record<string, Method>> {
  return {
    'alipay.fund.trans.uni.transfer': {
      operation: 'transfer',
      content: 'business',
      work: (content, fault) => transfers.transfer(content, fault),
    },
    'alipay.fund.trans.common.query': {
      operation: 'transfer_query',
      content: 'business',
      work: (content, fault) => transfers.query(content, fault),
    },
    'alipay.data.dataservice.bill.downloadurl.query': {
      operation: 'bill',
      content: 'business',
      reads: true,
      work: (content) => ({ bill_download_url: alipayBillAddress(bills, addressOf(), content) }),
    },
  }
}

/** Faults that are an answer in the acquirer's own words, given before anything is applied. */
export function refuseBefore(fault: Fault | undefined): void {
  if (fault?.kind === 'not_enough' && fault.operation === 'transfer')
    throw new AlipayRefusal('40004', 'PAYER_BALANCE_NOT_ENOUGH', '付款方余额不足')
  if (fault?.kind === 'not_enough') throw acq('SELLER_BALANCE_NOT_ENOUGH')
  if (fault?.kind === 'refused') throw acq(String(fault.value ?? 'ACCESS_FORBIDDEN').replace(/^ACQ\./, ''))
}

/** `SYSTEM_ERROR` says nothing about what happened: here, that it did happen. */
export function refuseAfter(fault: Fault | undefined): void {
  if (fault?.kind === 'system_error') throw acq('SYSTEM_ERROR')
}
