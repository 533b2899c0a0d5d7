export const BILL_WALLETS = ['wechat', 'alipay'] as const
export type BillWallet = (typeof BILL_WALLETS)[number]

/**
 * What a bill is made to say wrongly. On one line: `long` adds a line (of a real number, or of one that nobody knows), `short`
 * leaves one out, `shift` moves it to the next day's bill, `amount`, `fee` and `status` change it. On the whole file: `truncated`,
 * `wrong_hash`, `wrong_totals`; `late` and `missing` keep it back. In the account's own flow: `withdraw` sends so much to the bank,
 * `flow_other` moves it for no reason or as a transfer of that number, `flow_amount` and `flow_fee` change what a number moved, `flow_short` leaves it out.
 */
export const PLANT_KINDS = [
  'long',
  'short',
  'shift',
  'amount',
  'fee',
  'status',
  'truncated',
  'wrong_hash',
  'wrong_totals',
  'late',
  'missing',
  'withdraw',
  'flow_amount',
  'flow_fee',
  'flow_short',
  'flow_other',
] as const
export type PlantKind = (typeof PLANT_KINDS)[number]

export interface Plant {
  wallet: BillWallet
  /** The day of the bill, `2026-11-29`. */
  day: string
  kind: PlantKind
  /** The payment's or refund's number the plant is about. */
  number: string | null
  /** By how much an amount or a fee is changed; what an added line says. */
  fen: number | null
}

/** One movement of a day as the gateway books it, before any wallet words it. */
export interface BookedLine {
  subject: 'payment' | 'refund'
  at: number
  product: string
  appid: string
  channelTxn: string
  outTradeNo: string
  payer: string
  totalFen: number
  /** Of a refund. */
  refundId: string | null
  outRefundNo: string | null
  refundFen: number
  title: string
  /** What the wallet keeps, negative where it gives back. */
  feeFen: number
  /** Booked, but not as a success. */
  odd: boolean
}
