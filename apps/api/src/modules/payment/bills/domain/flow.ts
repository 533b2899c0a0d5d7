import type { FlowKind } from '@jishi/contracts/payment/reconciliation.terms'
import type { Instant } from '@jishi/kernel/time'

/** One movement in the merchant's account at a wallet. */
export interface FlowLine {
  /** The wallet's own number of the movement: unique within the day. */
  readonly flowNo: string
  readonly kind: FlowKind
  /** In the wallet's words. */
  readonly word: string
  /** The payment, refund or withdrawal it belongs to, by the wallet's number. */
  readonly businessNo: string
  /** What left the account is negative. */
  readonly amountFen: number
  /** What stood in the account afterwards. */
  readonly balanceFen: number
  readonly bookedAt: Instant
}

export interface FlowTotals {
  readonly incomes: number
  readonly incomeFen: number
  readonly outgoes: number
  readonly outgoFen: number
  /** What the wallet kept of it, less what it gave back. */
  readonly feeFen: number
}

export interface Flow {
  readonly lines: readonly FlowLine[]
  readonly totals: FlowTotals
}

export const flowOf = (lines: readonly FlowLine[]): Flow => {
  const incomes = lines.filter(({ amountFen }) => amountFen > 0)
  const outgoes = lines.filter(({ amountFen }) => amountFen < 0)
  const sum = (of: readonly FlowLine[]): number => of.reduce((total, { amountFen }) => total + amountFen, 0)
  return {
    lines,
    totals: {
      incomes: incomes.length,
      incomeFen: sum(incomes),
      outgoes: outgoes.length,
      outgoFen: 0 - sum(outgoes),
      feeFen: 0 - sum(lines.filter(({ kind }) => kind === 'fee')),
    },
  }
}

/**
 * What a movement is, by the words of either wallet, the first that fits: a fee given back names the refund it belongs to, and a
 * fee of a withdrawal the withdrawal. What fits none is told to people.
 */
const WORDS: readonly (readonly [RegExp, FlowKind])[] = [
  [/手续费|服务费|收费|退费/, 'fee'],
  [/提现/, 'withdrawal'],
  [/退款/, 'refund'],
  [/商家转账|企业付款|^转账$/, 'payout'],
  [/^(?:交易|在线支付)$/, 'trade'],
]

export const flowKindOf = (...words: readonly string[]): FlowKind =>
  WORDS.find(([pattern]) => words.some((word) => pattern.test(word)))?.[1] ?? 'other'

/** Where what left the account of a wallet arrives. */
export const arrivesAt = (kind: string, wallet: string): 'bank' | `payout:${string}` =>
  kind === 'payout' ? `payout:${wallet}` : 'bank'
