import type { DifferenceKind } from '@jishi/contracts/payment/reconciliation.terms'
import type { BillLine } from './bill.js'

/** What our books have of the number on a line. */
export interface OwnFacts {
  readonly succeeded: boolean
  readonly amountFen: number
  readonly channelTxn: string | null
  /** Another line settled it, or two operators have spoken about it: this line would count it twice. */
  readonly spoken: boolean
}

export type Verdict = 'matched' | Exclude<DifferenceKind, 'short' | 'suspense'>

type JudgedLine = Pick<BillLine, 'subject' | 'settled' | 'amountFen' | 'feeFen' | 'channelTxn'>

/** The fee that was agreed on, to the nearest fen, with its sign; the channel may round either way. */
export const agreedFeeFen = (
  { subject, amountFen }: Pick<BillLine, 'subject' | 'amountFen'>,
  rateBp: number,
): number => {
  const fee = Math.floor((amountFen * rateBp + 5_000) / 10_000)
  return subject === 'payment' || fee === 0 ? fee : -fee
}

/** Within a fen of the agreed share; a channel that keeps its fee when money goes back may do so. */
export const isAgreedFee = (line: Pick<BillLine, 'subject' | 'amountFen' | 'feeFen'>, rateBp: number): boolean => {
  if (line.subject === 'refund' && line.feeFen === 0) return true
  const sign = line.subject === 'payment' ? 1 : -1
  return Math.abs(sign * line.feeFen * 10_000 - line.amountFen * rateBp) < 10_000
}

/** What a line of a bill is to us: it fits to the fen, or in what it differs. */
export const judge = (line: JudgedLine, own: OwnFacts | undefined, rateBp: number): Verdict => {
  if (!line.settled) return 'status'
  if (own === undefined || !own.succeeded || own.spoken) return 'long'
  if (own.channelTxn !== null && own.channelTxn !== line.channelTxn) return 'long'
  if (own.amountFen !== line.amountFen) return 'amount'
  return isAgreedFee(line, rateBp) ? 'matched' : 'fee'
}
