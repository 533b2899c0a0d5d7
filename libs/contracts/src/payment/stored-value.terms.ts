/** Six digits, as people have them in their fingers; six equal or counting ones are refused. */
export const PAY_PASSWORD_PATTERN = /^\d{6}$/
/** So many wrong ones in a row lock paying by balance, until the password is reset or the lock has passed. */
export const PAY_PASSWORD_TRIES = 5
export const PAY_PASSWORD_LOCK_MS = 86_400_000

/** Words that many would try first. */
export const isWeakPayPassword = (password: string): boolean =>
  /^(\d)\1{5}$/.test(password) || '01234567890'.includes(password) || '09876543210'.includes(password)

/** Why a balance moved. Money is only ever put in by a recharge, and comes back from what was paid with it. */
export const STORED_REASONS = ['recharge', 'payment', 'order_refund', 'recharge_refund'] as const
export type StoredReason = (typeof STORED_REASONS)[number]

/** Where a recharge stands; `refunded` = nothing of it is left, because it went back. */
export const RECHARGE_STATES = ['open', 'paid', 'closed'] as const
export type RechargeState = (typeof RECHARGE_STATES)[number]

/** How long after a recharge its money goes back without a reason being asked for, and its bonus is taken back with it. */
export const NO_REASON_DAYS = 7

/** What a device runs: a recharge is virtual goods, which a mini program on iOS may not sell. */
export const DEVICES = ['ios', 'other'] as const
export type Device = (typeof DEVICES)[number]

export const STORED_VALUE_LIMITS = {
  filingNo: 60,
  offers: 12,
  /** The most a balance may be capped at; the law's word for unnamed cards is 1 000, for named ones 5 000 yuan. */
  capFen: 500_000,
  rechargeFen: 500_000,
} as const

/** What holds until an operator says otherwise: not offered, because no filing has been recorded. */
export const USUAL_STORED_VALUE = {
  open: false,
  filingNo: '',
  filedOn: null as string | null,
  capFen: 500_000,
  offers: [] as { amountFen: number; bonusFen: number }[],
  ownFromFen: null as number | null,
}

/** What the shop gives for an amount: what it gives for the largest offer that is reached. */
export const bonusFor = (offers: readonly { amountFen: number; bonusFen: number }[], amountFen: number): number =>
  offers.reduce((best, offer) => (offer.amountFen <= amountFen && offer.amountFen > best.amountFen ? offer : best), {
    amountFen: 0,
    bonusFen: 0,
  }).bonusFen
