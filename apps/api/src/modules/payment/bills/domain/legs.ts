import type { DifferenceKind, DifferenceSubject, ResolutionAction } from '@jishi/contracts/payment/reconciliation.terms'
import { EXPLAINABLE_KINDS, RESOLUTION_ACTIONS } from '@jishi/contracts/payment/reconciliation.terms'

/** Debit positive, as the ledger writes it; the account in the words of the chart. */
export interface BillLeg {
  readonly account: string
  readonly amountFen: number
}

export interface SettledLine {
  readonly wallet: string
  readonly subject: 'payment' | 'refund'
  readonly amountFen: number
  readonly feeFen: number
}

const signOf = (subject: DifferenceSubject): 1 | -1 => (subject === 'refund' ? -1 : 1)
const told = (legs: readonly BillLeg[]): BillLeg[] => legs.filter(({ amountFen }) => amountFen !== 0)

/**
 * What the bill says is settled moves from what the channel owes by our own count (clearing of the product) to what stands in the
 * merchant's account by its bill (clearing of the wallet); the fee is what became of the rest.
 */
export const settlingLegs = (line: SettledLine, channel: string): BillLeg[] => {
  const moved = signOf(line.subject) * line.amountFen
  return told([
    { account: `clearing:${line.wallet}`, amountFen: moved - line.feeFen },
    { account: 'channel_fee', amountFen: line.feeFen },
    { account: `clearing:${channel}`, amountFen: 0 - moved },
  ])
}

export interface DifferingSides {
  readonly kind: DifferenceKind
  readonly subject: DifferenceSubject
  readonly wallet: string
  /** The line, where it says that money moved. */
  readonly bill: { readonly amountFen: number; readonly feeFen: number; readonly expectedFeeFen: number } | null
  /** Our side, where our books say that money moved and nothing else has settled it. */
  readonly own: { readonly channel: string; readonly amountFen: number } | null
  /** What the account's own flow shows beyond what is booked, and the account of ours where it belongs; null for what a bill says. */
  readonly flow: BillLeg | null
}

const AGAINST = { write_off: 'reconciliation_difference', to_suspense: 'suspense' } as const

/** Each side is booked as its holder has it, and what is left over goes where the two operators say. */
export const resolvingLegs = (sides: DifferingSides, action: ResolutionAction): BillLeg[] => {
  if (action === 'explained') return []
  if (sides.flow !== null) return told([sides.flow, { account: AGAINST[action], amountFen: 0 - sides.flow.amountFen }])
  const sign = signOf(sides.subject)
  const legs: BillLeg[] = []
  if (sides.bill !== null) {
    const { amountFen, feeFen, expectedFeeFen } = sides.bill
    legs.push({ account: `clearing:${sides.wallet}`, amountFen: sign * amountFen - feeFen })
    legs.push({ account: 'channel_fee', amountFen: sides.kind === 'fee' ? expectedFeeFen : feeFen })
  }
  if (sides.own !== null) {
    legs.push({ account: `clearing:${sides.own.channel}`, amountFen: 0 - sign * sides.own.amountFen })
  }
  const rest = 0 - legs.reduce((sum, { amountFen }) => sum + amountFen, 0)
  return told([...legs, { account: AGAINST[action], amountFen: rest }])
}

/** What may be proposed: where the channel's money moved it has to be booked somewhere, and where none moved it cannot be. */
export const choicesOf = (sides: DifferingSides): ResolutionAction[] =>
  RESOLUTION_ACTIONS.filter((action) => {
    if (sides.kind === 'suspense') return false
    if (action === 'explained') return sides.bill === null && EXPLAINABLE_KINDS.some((kind) => kind === sides.kind)
    return resolvingLegs(sides, action).length >= 2
  })
