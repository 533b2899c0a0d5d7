import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { at, fen, fileReply, idParams, nothing, page, pageQuery, signedFen, uuid } from '../primitives.schema.js'
import { WALLETS } from './payment.terms.js'
import { reconciliationRoutes } from './reconciliation.routes.js'
import {
  BILL_DAY_STATES,
  BILL_PROBLEMS,
  BILL_SUBJECTS,
  DIFFERENCE_ACTIONS,
  DIFFERENCE_KINDS,
  DIFFERENCE_STATES,
  DIFFERENCE_SUBJECTS,
  FLOW_KINDS,
  MAX_RESOLUTION_WORDS,
  RESOLUTION_ACTIONS,
  RESOLUTION_STATES,
} from './reconciliation.terms.js'

const day = z.iso.date()
const wallet = z.enum(WALLETS)
const count = z.int().min(0)
const words = z.string().trim().min(1).max(MAX_RESOLUTION_WORDS)

/** Payments and refunds of a day, the fees with their sign: what goes back with a refund is negative. */
const side = z.object({ payments: count, paidFen: fen, refunds: count, refundedFen: fen })

/** What moved in the merchant's account itself, as the wallet's fund flow of the day has it. */
export const billFlow = z.object({
  state: z.enum(BILL_DAY_STATES),
  problem: z.enum(BILL_PROBLEMS).nullable(),
  /** Null until it is staged. */
  moved: z.object({ incomeFen: fen, outgoFen: fen, feeFen: signedFen }).nullable(),
  /** What went to the bank, less what came back, and how much of it is booked. */
  withdrawn: z.object({ count, fen: signedFen, bookedFen: signedFen }),
})
export type BillFlow = z.infer<typeof billFlow>

export const billDay = z.object({
  id: uuid,
  wallet,
  merchantId: z.string(),
  /** The day the channel booked it, in the shop's zone. */
  day,
  state: z.enum(BILL_DAY_STATES),
  problem: z.enum(BILL_PROBLEMS).nullable(),
  /** When the bill is fetched again, while it waits. */
  nextTryAt: at.nullable(),
  tries: count,
  /** The channel's side; null until its bill is staged. */
  bill: z.object({ ...side.shape, feeFen: signedFen }).nullable(),
  /** Our side: what we know to have been paid and given back that day. */
  ours: side,
  /** How many rows of the bill fit, and how many differences the day has, those still to be settled apart. */
  matched: count,
  differences: z.object({ all: count, open: count }),
  /** Null for a channel without an account of its own, and for days before its flow was read. */
  flow: billFlow.nullable(),
  fetchedAt: at.nullable(),
  reconciledAt: at.nullable(),
})
export type BillDay = z.infer<typeof billDay>

export const billDayDetail = z.object({
  ...billDay.shape,
  /** SHA-1 of the bill as it was fetched, in hex. */
  checksum: z.string().nullable(),
  /** Differences by kind; kinds that the day has none of are left out. */
  kinds: z.array(z.object({ kind: z.enum(DIFFERENCE_KINDS), all: count, open: count, amountFen: signedFen })),
})
export type BillDayDetail = z.infer<typeof billDayDetail>

export const billDaysQuery = z.strictObject({
  ...pageQuery,
  wallet: wallet.optional(),
  state: z.enum(BILL_DAY_STATES).optional(),
  from: day.optional(),
  to: day.optional(),
})
export type BillDaysQuery = z.infer<typeof billDaysQuery>

export const difference = z.object({
  id: uuid,
  dayId: uuid,
  wallet,
  merchantId: z.string(),
  day,
  kind: z.enum(DIFFERENCE_KINDS),
  subject: z.enum(DIFFERENCE_SUBJECTS),
  /** Our number of the payment or the refund, as the bill or our books have it; of a movement, the wallet's own. */
  number: z.string(),
  /**
   * What the channel's bill says, and what our books say; null on the side that does not have it. Of movements with their sign: what
   * left the account is negative, and against it stands what the day's bill, or clearing, carries.
   */
  billFen: signedFen.nullable(),
  ownFen: signedFen.nullable(),
  feeFen: signedFen.nullable(),
  expectedFeeFen: signedFen.nullable(),
  state: z.enum(DIFFERENCE_STATES),
  foundAt: at,
  settledAt: at.nullable(),
  allowedActions: z.array(z.enum(DIFFERENCE_ACTIONS)),
})
export type Difference = z.infer<typeof difference>

export const differencesQuery = z.strictObject({
  ...pageQuery,
  dayId: uuid.optional(),
  from: day.optional(),
  to: day.optional(),
  wallet: wallet.optional(),
  kind: z.enum(DIFFERENCE_KINDS).optional(),
  state: z.enum(DIFFERENCE_STATES).optional(),
})
export type DifferencesQuery = z.infer<typeof differencesQuery>

/** A row of the channel's bill. */
export const billRow = z.object({
  bookedAt: at,
  subject: z.enum(BILL_SUBJECTS),
  /** In the channel's own words. */
  state: z.string(),
  attemptNo: z.string(),
  refundNo: z.string().nullable(),
  channelTxn: z.string(),
  channelRefundId: z.string().nullable(),
  amountFen: fen,
  feeFen: signedFen,
})
export type BillRow = z.infer<typeof billRow>

/** A movement in the merchant's account. */
export const flowRow = z.object({
  bookedAt: at,
  kind: z.enum(FLOW_KINDS),
  /** In the wallet's own words. */
  word: z.string(),
  flowNo: z.string(),
  businessNo: z.string(),
  amountFen: signedFen,
  balanceFen: signedFen,
})
export type FlowRow = z.infer<typeof flowRow>

/** What our books have of the same number. */
export const ownSide = z.object({
  channel: z.string(),
  attemptNo: z.string(),
  refundNo: z.string().nullable(),
  state: z.string(),
  amountFen: fen,
  channelTxn: z.string().nullable(),
  /** When it was paid, or given back. */
  bookedAt: at.nullable(),
  subjectKind: z.string(),
  subjectId: uuid,
})
export type OwnSide = z.infer<typeof ownSide>

export const differenceNotice = z.object({ id: uuid, kind: z.string(), effect: z.string(), receivedAt: at })
export const resolution = z.object({
  id: uuid,
  action: z.enum(RESOLUTION_ACTIONS),
  reason: z.string(),
  state: z.enum(RESOLUTION_STATES),
  makerName: z.string().nullable(),
  checkerName: z.string().nullable(),
  /** Why it was rejected. */
  note: z.string().nullable(),
  proposedAt: at,
  decidedAt: at.nullable(),
  /** What its approval posts, or has posted: debit positive. */
  legs: z.array(z.object({ account: z.string(), amountFen: signedFen })),
})
export type Resolution = z.infer<typeof resolution>

export const differenceDetail = z.object({
  ...difference.shape,
  bill: billRow.nullable(),
  /** The movement it is about, where it is one alone. */
  flow: flowRow.nullable(),
  own: ownSide.nullable(),
  notices: z.array(differenceNotice),
  /** What the channel answered when it was asked about it; null where nobody asked. */
  channelSaid: z.string().nullable(),
  /** The newest first. */
  resolutions: z.array(resolution),
  /** The actions that can be proposed for it. */
  choices: z.array(z.enum(RESOLUTION_ACTIONS)),
})
export type DifferenceDetail = z.infer<typeof differenceDetail>

export const proposeBody = z.strictObject({ action: z.enum(RESOLUTION_ACTIONS), reason: words })
export type ProposeBody = z.infer<typeof proposeBody>
export const rejectBody = z.strictObject({ note: words })
export type RejectBody = z.infer<typeof rejectBody>

const one = { params: idParams, reply: differenceDetail }

export const reconciliationEndpoints = {
  days: endpoint(reconciliationRoutes.days, { query: billDaysQuery, reply: page(billDay) }),
  day: endpoint(reconciliationRoutes.day, { params: idParams, reply: billDayDetail }),
  runAgain: endpoint(reconciliationRoutes.runAgain, {
    params: idParams,
    body: nothing.optional(),
    reply: billDayDetail,
  }),
  exported: endpoint(reconciliationRoutes.exported, { params: idParams, body: nothing.optional(), reply: fileReply }),
  differences: endpoint(reconciliationRoutes.differences, { query: differencesQuery, reply: page(difference) }),
  difference: endpoint(reconciliationRoutes.difference, one),
  propose: endpoint(reconciliationRoutes.propose, { ...one, body: proposeBody }),
  approve: endpoint(reconciliationRoutes.approve, { ...one, body: nothing.optional() }),
  reject: endpoint(reconciliationRoutes.reject, { ...one, body: rejectBody }),
}
