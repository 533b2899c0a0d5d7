/**
 * A day of one merchant account and its bill. `waiting`: the bill is not there yet, or failed a check and is fetched again;
 * `staged`: fetched and proven to the fen, its rows kept; `reconciled`: every row and every number of ours has its answer;
 * `empty`: the channel has no bill for the day, and neither have our books.
 */
export const BILL_DAY_STATES = ['waiting', 'staged', 'reconciled', 'empty'] as const
export type BillDayState = (typeof BILL_DAY_STATES)[number]
/**
 * Why a day waits. `not_yet`: the channel is still writing it; `unreachable`: nothing that can be trusted came; `hash`, `form`,
 * `totals`: what came is not whole; `not_empty`: no bill, though our books have money that day; `changed`: another bill than before;
 * `earlier_day`: a flow is there, and what left for the bank waits for the bill of a day before it.
 */
export const BILL_PROBLEMS = [
  'not_yet',
  'unreachable',
  'hash',
  'form',
  'totals',
  'not_empty',
  'changed',
  'earlier_day',
] as const
export type BillProblem = (typeof BILL_PROBLEMS)[number]
/** What a row of a bill, and a number of ours, can be about. */
export const BILL_SUBJECTS = ['payment', 'refund'] as const
export type BillSubject = (typeof BILL_SUBJECTS)[number]
/** What a difference can be about; `flow` is a movement in the merchant's account that is neither. */
export const DIFFERENCE_SUBJECTS = [...BILL_SUBJECTS, 'flow'] as const
export type DifferenceSubject = (typeof DIFFERENCE_SUBJECTS)[number]
/** What a movement in the merchant's account at its wallet is; `withdrawal` 提现 goes to the bank, `payout` to a person. */
export const FLOW_KINDS = ['trade', 'refund', 'fee', 'withdrawal', 'payout', 'other'] as const
export type FlowKind = (typeof FLOW_KINDS)[number]
/**
 * Where the account's own flow differs. `uncovered`: it shows more leaving than clearing carries. `flow_amount`, `flow_fee`: it moved
 * another amount, or another fee, for a number than the bill says. `flow_other`: a movement of no kind we know.
 */
export const FLOW_DIFFERENCES = ['uncovered', 'flow_amount', 'flow_fee', 'flow_other'] as const
export type FlowDifference = (typeof FLOW_DIFFERENCES)[number]
/**
 * `long` 长款: the channel has it and we do not. `short` 短款: we have it and the channel does not. `suspense`: ours, not in its
 * day's bill, and the next day's is still to come. `amount`, `fee`, `status`: both have it, and say different things.
 */
export const DIFFERENCE_KINDS = ['long', 'short', 'amount', 'fee', 'status', 'suspense', ...FLOW_DIFFERENCES] as const
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number]
/** `cleared`: settled by itself, by a later bill or the channel's answer; `resolved`: by two operators. */
export const DIFFERENCE_STATES = ['open', 'proposed', 'resolved', 'cleared'] as const
export type DifferenceState = (typeof DIFFERENCE_STATES)[number]
/**
 * What becomes of a difference. `write_off`: the shop bears or keeps it (reconciliation_difference); `to_suspense`: the money is
 * somebody's and waits; `explained`: nothing moves.
 */
export const RESOLUTION_ACTIONS = ['write_off', 'to_suspense', 'explained'] as const
export type ResolutionAction = (typeof RESOLUTION_ACTIONS)[number]
export const RESOLUTION_STATES = ['proposed', 'approved', 'rejected'] as const
export type ResolutionState = (typeof RESOLUTION_STATES)[number]
/**
 * Where the channel has its side in its bill, "nothing moves" would leave money that nobody booked. What its bill has already
 * booked may have moved in the account on the other side of midnight.
 */
export const EXPLAINABLE_KINDS = [
  'short',
  'status',
  'suspense',
  'flow_amount',
  'flow_fee',
] as const satisfies readonly DifferenceKind[]
/** What the operator who asks may do with a difference now. */
export const DIFFERENCE_ACTIONS = ['propose', 'approve', 'reject'] as const
export type DifferenceAction = (typeof DIFFERENCE_ACTIONS)[number]
export const MAX_RESOLUTION_WORDS = 200
