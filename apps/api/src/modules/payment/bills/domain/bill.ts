import type { BillProblem, BillSubject } from '@jishi/contracts/payment/reconciliation.terms'
import type { Instant } from '@jishi/kernel/time'

/** A line of a channel's bill in our words. */
export interface BillLine {
  /** Unique within the bill of a day. */
  readonly key: string
  readonly subject: BillSubject
  readonly attemptNo: string
  readonly refundNo: string | null
  readonly channelTxn: string
  readonly channelRefundId: string | null
  /** In the channel's words, and whether they mean that the money moved. */
  readonly state: string
  readonly settled: boolean
  readonly amountFen: number
  /** What the channel keeps; negative where it gives back with a refund. */
  readonly feeFen: number
  readonly bookedAt: Instant
}

export interface BillTotals {
  readonly payments: number
  readonly paidFen: number
  readonly refunds: number
  readonly refundedFen: number
  readonly feeFen: number
}

export interface Bill {
  readonly lines: readonly BillLine[]
  readonly totals: BillTotals
}

/** What was fetched is not a whole bill. It is never reconciled: a bill is read to the last fen or not at all. */
export class BillUnreadable extends Error {
  constructor(
    readonly problem: Extract<BillProblem, 'form' | 'totals' | 'hash'>,
    found: string,
  ) {
    super(found)
    this.name = 'BillUnreadable'
  }
}

/** Keys made different where a bill has the same line twice: the second one is a difference, not an error of reading. */
export const billOf = (lines: readonly BillLine[]): Bill => {
  const seen = new Map<string, number>()
  const keyed = lines.map((line) => {
    const times = (seen.get(line.key) ?? 0) + 1
    seen.set(line.key, times)
    return times === 1 ? line : { ...line, key: `${line.key}#${times}` }
  })
  const sum = (of: readonly BillLine[], part: (line: BillLine) => number) => of.reduce((n, line) => n + part(line), 0)
  const payments = keyed.filter(({ subject }) => subject === 'payment')
  const refunds = keyed.filter(({ subject }) => subject === 'refund')
  return {
    lines: keyed,
    totals: {
      payments: payments.length,
      paidFen: sum(payments, (line) => line.amountFen),
      refunds: refunds.length,
      refundedFen: sum(refunds, (line) => line.amountFen),
      feeFen: sum(keyed, (line) => line.feeFen),
    },
  }
}
