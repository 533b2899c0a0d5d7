/** What an account is: assets and expenses grow by debit, liabilities and revenue by credit. */
export const ACCOUNT_KINDS = ['asset', 'liability', 'revenue', 'expense'] as const
export type AccountKind = (typeof ACCOUNT_KINDS)[number]
/** Whose an account is kept apart for. */
export const ACCOUNT_OWNERS = ['channel', 'member', 'promoter'] as const
export type AccountOwner = (typeof ACCOUNT_OWNERS)[number]

/** Every account of the shop, in the order of a chart; what each one holds stands in `modules/ledger/domain/chart.ts`. */
export const ACCOUNT_CODES = [
  ...(['clearing', 'payout', 'bank', 'promoter_debt'] as const),
  ...(['contract_liability', 'refund_payable', 'stored_principal', 'stored_bonus', 'points_liability'] as const),
  ...(['commission_frozen', 'commission_available', 'commission_withdrawing', 'tax_withheld', 'suspense'] as const),
  ...(['sales', 'freight', 'discount_promotion', 'discount_coupon', 'points_deferral', 'sales_return'] as const),
  ...(['forfeit', 'breakage'] as const),
  ...(['channel_fee', 'commission', 'marketing', 'compensation', 'reconciliation_difference'] as const),
] as const
export type LedgerAccountCode = (typeof ACCOUNT_CODES)[number]
/** So many days at most in one period: a year and a leap day. */
export const MAX_PERIOD_DAYS = 366
