import { assert } from '@jishi/kernel/assert'
import { fen, negateFen, sumFen } from '@jishi/kernel/money'
import type { Fen } from '@jishi/kernel/money'

/** Accounts without an owner, as the chart of the shop has them. */
export type PlainAccount =
  | 'bank'
  | 'contract_liability'
  | 'refund_payable'
  | 'points_liability'
  | 'tax_withheld'
  | 'suspense'
  | 'sales'
  | 'freight'
  | 'discount_promotion'
  | 'discount_coupon'
  | 'points_deferral'
  | 'sales_return'
  | 'forfeit'
  | 'breakage'
  | 'channel_fee'
  | 'commission'
  | 'marketing'
  | 'compensation'
  | 'reconciliation_difference'
/** Accounts kept apart per channel, member or promoter: `code:owner`. */
export type OwnedAccount =
  | 'clearing'
  | 'payout'
  | 'promoter_debt'
  | 'stored_principal'
  | 'stored_bonus'
  | 'commission_frozen'
  | 'commission_available'
  | 'commission_withdrawing'
export type AccountCode = PlainAccount | OwnedAccount
export type Account = PlainAccount | `${OwnedAccount}:${string}`

/** One leg of a transaction: debit positive, credit negative. */
export interface Leg {
  readonly account: Account
  readonly amountFen: Fen
}

export const debit = (account: Account, amountFen: Fen): Leg => ({ account, amountFen })
export const credit = (account: Account, amountFen: Fen): Leg => ({ account, amountFen: negateFen(amountFen) })

/** The code and the owner of an account; the owner is empty for a plain one. */
export const accountParts = (account: Account): { code: AccountCode; owner: string } => {
  const at = account.indexOf(':')
  if (at < 0) return { code: account as PlainAccount, owner: '' }
  return { code: account.slice(0, at) as OwnedAccount, owner: account.slice(at + 1) }
}

/**
 * The legs as they are written: those of nothing are left out, those of one account are added up.
 * What is left must sum to zero with at least two legs, or it is a bug of the caller.
 */
export const settledLegs = (legs: readonly Leg[]): Leg[] => {
  const totals = new Map<Account, Fen>()
  for (const leg of legs) totals.set(leg.account, fen((totals.get(leg.account) ?? 0) + leg.amountFen))
  const settled = [...totals]
    .filter(([, amountFen]) => amountFen !== 0)
    .map(([account, amountFen]) => ({ account, amountFen }))
  assert(sumFen(settled.map((leg) => leg.amountFen)) === 0, 'the legs of a ledger transaction sum to zero')
  assert(settled.length >= 2, 'a ledger transaction has at least two legs')
  return settled
}
