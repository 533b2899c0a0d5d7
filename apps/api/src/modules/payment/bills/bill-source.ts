import type { BillProblem } from '@jishi/contracts/payment/reconciliation.terms'
import type { Wallet } from '@jishi/contracts/payment/payment.terms'
import type { ShopDay } from '@jishi/kernel/time'
import type { Bill } from './domain/bill.js'
import type { Flow } from './domain/flow.js'

/**
 * `none`: the channel says that the day has no bill; `sure` where it says so of a quiet day only, and not also of a bill that is
 * late. `later`: it is asked again; nothing of what came is kept.
 */
export type Fetched<Content> =
  | { readonly kind: 'bill'; readonly bill: Content; readonly hash: string }
  | { readonly kind: 'none'; readonly sure: boolean }
  | { readonly kind: 'later'; readonly problem: BillProblem; readonly reason: string }

export type FetchedBill = Fetched<Bill>
export type FetchedFlow = Fetched<Flow>

/** The bills of one merchant account. They are fetched outside any transaction. */
export interface BillSource {
  readonly wallet: Wallet
  readonly merchantId: string
  /** The hour of the shop's next day from which a bill can be there. */
  readonly readyHour: number
  /** What was agreed on with the channel, in hundredths of a per cent. */
  readonly feeBp: number
  fetch(day: ShopDay): Promise<FetchedBill>
  /** What moved in the account itself; absent where the channel pays each day's money straight to the bank. */
  fetchFlow?(day: ShopDay): Promise<FetchedFlow>
}

/** Nest token: the accounts this shop reconciles. */
export const BILL_SOURCES = Symbol('BillSources')
export type BillSources = readonly BillSource[]

/** A bill of the largest shop we serve comes to a few megabytes; what unpacks to more is none. */
export const MAX_BILL_BYTES = 96 * 1024 * 1024
