import type { AccountKind, AccountOwner, LedgerAccountCode } from '@jishi/contracts/ledger/ledger.terms'

export interface ChartLine {
  readonly kind: AccountKind
  /** Kept apart for each of these; null where it is one account of the shop. */
  readonly ownedBy: AccountOwner | null
}

const ofShop = (kind: AccountKind): ChartLine => ({ kind, ownedBy: null })
const ofEach = (kind: AccountKind, ownedBy: AccountOwner): ChartLine => ({ kind, ownedBy })

/**
 * The chart of the shop's accounts (money-rules §4). The table `ledger_accounts` holds the same; a test compares them. Debit is
 * positive everywhere: assets and expenses stand above zero, liabilities and revenue below it.
 */
export const CHART: Readonly<Record<LedgerAccountCode, ChartLine>> = {
  /** What a channel has taken for us and not yet paid out to the bank; its bill takes the fee and the settlement off. */
  clearing: ofEach('asset', 'channel'),
  /** What lies with a channel to be transferred to promoters and members. */
  payout: ofEach('asset', 'channel'),
  /** What has arrived at the shop's own bank. */
  bank: ofShop('asset'),
  /** What a promoter owes because more commission was taken back than was left; offset by later income first. */
  promoter_debt: ofEach('asset', 'promoter'),

  /** Paid and not yet received: the shop owes goods or the money. Empties with each receipt and each refund before it. */
  contract_liability: ofShop('liability'),
  /** Agreed to give back, and not yet confirmed by the channel. What stays here for long is an incident. */
  refund_payable: ofShop('liability'),
  /** What a member paid into their balance: never expires, is spent first, goes back to where it came from. */
  stored_principal: ofEach('liability', 'member'),
  /** What the shop gave on top of a recharge: no money ever goes back for it. */
  stored_bonus: ofEach('liability', 'member'),
  /** What points that can be spent are worth, for all members together; points have a ledger of their own. */
  points_liability: ofShop('liability'),
  /** Earned with a completed order, and still within the days in which it may be taken back. */
  commission_frozen: ofEach('liability', 'promoter'),
  /** Free to be asked for. Never below what was asked: a constraint of withdrawals. */
  commission_available: ofEach('liability', 'promoter'),
  /** Asked for and on its way; comes back whole when the transfer fails. */
  commission_withdrawing: ofEach('liability', 'promoter'),
  /** Income tax kept back from a payout until it is paid over. */
  tax_withheld: ofShop('liability'),
  /** Money that is somebody's and nobody knows whose, or that nothing was owed for: goes back by itself, or waits for a decision. */
  suspense: ofShop('liability'),

  /** Goods at the price after stage 1 and a change of price, when they are received. */
  sales: ofShop('revenue'),
  /** Delivery, when received; also what is kept of it when a line is cancelled. */
  freight: ofShop('revenue'),
  /** What full reductions and the like took off: stands against sales. */
  discount_promotion: ofShop('revenue'),
  /** What coupons took off: stands against sales. */
  discount_coupon: ofShop('revenue'),
  /** The part of a sale that was earned as points and is revenue only when they are spent: stands against sales. */
  points_deferral: ofShop('revenue'),
  /** Goods given back after they were received: stands against sales. */
  sales_return: ofShop('revenue'),
  /** A deposit that its buyer let go. */
  forfeit: ofShop('revenue'),
  /** Points that expired unused. */
  breakage: ofShop('revenue'),

  /** What a channel keeps of each payment, booked from its bill. */
  channel_fee: ofShop('expense'),
  /** What promoters earn, less what is taken back. */
  commission: ofShop('expense'),
  /** Bonus on recharges and points that were given for no purchase. */
  marketing: ofShop('expense'),
  /** What the shop pays when it failed, such as a deposit given back doubled. */
  compensation: ofShop('expense'),
  /** What two operators have agreed that the shop bears or keeps of a difference to a channel's bill. */
  reconciliation_difference: ofShop('expense'),
}
