/** Where money goes out: one account of a wallet each. */
export const PAYOUT_CHANNELS = ['wechat', 'alipay'] as const
export type PayoutChannel = (typeof PAYOUT_CHANNELS)[number]

/** The order is their rank: a payout never goes back. */
export const PAYOUT_STATES = [
  'recorded',
  'processing',
  'awaiting',
  'cancelling',
  'transferring',
  'succeeded',
  'failed',
  'cancelled',
] as const
export type PayoutState = (typeof PAYOUT_STATES)[number]

/** Neither wallet sends less than ten fen. */
export const PAYOUT_MIN_FEN = 10
/** From here on WeChat wants the payee's real name. */
export const PAYOUT_NAME_FROM_FEN = 200_000
export const PAYOUT_NOTE_LIMIT = 200
