import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { at, fen, idParams, page, pageQuery, signedFen, uuid } from '../primitives.schema.js'
import { financeRoutes } from './finance.routes.js'
import { INCIDENT_TABS, MAX_INCIDENT_REASON, NOTICE_EFFECTS, PAYMENT_ATTEMPT_STATES } from './finance.terms.js'
import { REFUND_STATES } from './payment.terms.js'

/** A number people copy: of an attempt, a refund, an order, or what a wallet calls its transaction. */
const number = z.string().regex(/^[0-9A-Za-z_-]{1,64}$/)
const word = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/)
const days = { from: z.iso.date().optional(), to: z.iso.date().optional() }

/** The order that money is for; null for what is none, such as a recharge. */
const order = z.object({ id: uuid, orderNo: z.string() }).nullable()
const subject = z.object({ kind: z.string(), id: uuid })

export const adminPaymentsQuery = z.strictObject({
  q: number.optional(),
  channel: word.optional(),
  state: z.enum(PAYMENT_ATTEMPT_STATES).optional(),
  ...days,
  ...pageQuery,
})
export type AdminPaymentsQuery = z.infer<typeof adminPaymentsQuery>

export const adminPaymentRow = z.object({
  id: uuid,
  attemptNo: z.string(),
  channel: z.string(),
  state: z.enum(PAYMENT_ATTEMPT_STATES),
  amountFen: fen,
  refundedFen: fen,
  channelTxn: z.string().nullable(),
  createdAt: at,
  paidAt: at.nullable(),
  /** Its money paid what was owed. A succeeded one that did not was given back by itself. */
  settles: z.boolean(),
  subject,
  order,
})
export type AdminPaymentRow = z.infer<typeof adminPaymentRow>

const step = z.object({ state: z.string(), at })

export const adminRefundRow = z.object({
  id: uuid,
  refundNo: z.string(),
  attemptId: uuid,
  attemptNo: z.string(),
  channel: z.string(),
  state: z.enum(REFUND_STATES),
  amountFen: fen,
  cause: z.string(),
  /** The how-manieth number of the same decision. */
  tryNo: z.int(),
  createdAt: at,
  succeededAt: at.nullable(),
  /** Closed by its channel for the last time: it waits for a person. */
  stopped: z.boolean(),
  /** What the money was paid for: an order's term, a recharge. */
  subject,
  order,
})
export type AdminRefundRow = z.infer<typeof adminRefundRow>

/** One transaction of the ledger, debit positive. */
const posting = z.object({
  kind: z.string(),
  reference: z.string(),
  at,
  legs: z.array(z.object({ account: z.string(), amountFen: signedFen })),
})
export type FinancePosting = z.infer<typeof posting>

export const adminIncident = z.object({
  id: uuid,
  kind: z.string(),
  reference: z.string(),
  /** What was told, as it was told: differing fields, amounts, the channel's own words. */
  details: z.record(z.string(), z.unknown()),
  /** The amount that came and the one we expected, where it told of one. */
  amounts: z.object({ cameFen: signedFen, expectedFen: signedFen }).nullable(),
  openedAt: at,
  resolvedAt: at.nullable(),
  /** Why a person closed it; null where it ended by itself. */
  resolution: z.string().nullable(),
  resolvedBy: z.string().nullable(),
  /** It stays until a person has looked at it. */
  byPerson: z.boolean(),
  /** The attempt, or the attempt of the refund, that it is about; null for a number nobody knows. */
  attemptId: uuid.nullable(),
  refundId: uuid.nullable(),
  payoutId: uuid.nullable(),
  /** The difference between a bill and our books that it tells of. */
  differenceId: uuid.nullable(),
  order,
})
export type AdminIncident = z.infer<typeof adminIncident>

export const adminNotice = z.object({
  id: uuid,
  channel: z.string(),
  kind: z.enum(['payment', 'refund']),
  number: z.string(),
  effect: z.enum(NOTICE_EFFECTS),
  receivedAt: at,
})
export type AdminNotice = z.infer<typeof adminNotice>

export const adminPaymentView = adminPaymentRow.extend({
  memberId: uuid,
  appId: z.string(),
  merchantId: z.string(),
  expiresAt: at,
  steps: z.array(step),
  /** How often the channel was asked, when last and when next. */
  queries: z.int(),
  lastQueryAt: at.nullable(),
  nextQueryAt: at.nullable(),
  intent: z.object({
    id: uuid,
    state: z.enum(['open', 'settled', 'cancelled']),
    amountFen: fen,
    description: z.string(),
    createdAt: at,
    dueAt: at.nullable(),
    settledAt: at.nullable(),
  }),
  /** Every try for the same debt, the oldest first, this one among them. */
  attempts: z.array(
    z.object({
      id: uuid,
      attemptNo: z.string(),
      channel: z.string(),
      state: z.enum(PAYMENT_ATTEMPT_STATES),
      amountFen: fen,
      createdAt: at,
    }),
  ),
  /** What proved that it was paid. */
  evidence: z
    .object({
      source: z.enum(['notice', 'query', 'demo', 'balance']),
      channelTxn: z.string(),
      appId: z.string(),
      merchantId: z.string(),
      amountFen: fen,
      effect: z.enum(['settled', 'suspense']),
      at,
    })
    .nullable(),
  notices: z.array(adminNotice),
  /** Outside production a stored notice can be delivered once more by the simulator. */
  replayable: z.boolean(),
  refunds: z.array(
    adminRefundRow.omit({ subject: true, order: true, attemptId: true, attemptNo: true, channel: true }),
  ),
  postings: z.array(posting),
  incidents: z.array(adminIncident.omit({ order: true })),
})
export type AdminPaymentView = z.infer<typeof adminPaymentView>

export const noticeParams = z.strictObject({ id: uuid, noticeId: uuid })
export type NoticeParams = z.infer<typeof noticeParams>
/** The bytes as they came, opened for whoever may see them, and what was sealed inside of them. */
export const rawNotice = z.object({ raw: z.string(), opened: z.string().nullable() })
export type RawNotice = z.infer<typeof rawNotice>
/** How our own callback answered the same bytes, and what became different: nothing, if all is well. */
export const noticeReplay = z.object({ status: z.int(), changed: z.boolean() })
export type NoticeReplay = z.infer<typeof noticeReplay>

export const adminRefundsQuery = z.strictObject({
  q: number.optional(),
  channel: word.optional(),
  state: z.enum(REFUND_STATES).optional(),
  /** Only those that their channel closed for the last time. */
  stopped: z.literal('true').optional(),
  ...days,
  ...pageQuery,
})
export type AdminRefundsQuery = z.infer<typeof adminRefundsQuery>

export const adminRefundView = adminRefundRow.extend({
  memberId: uuid,
  reference: z.string(),
  channelRefundId: z.string().nullable(),
  queries: z.int(),
  nextQueryAt: at.nullable(),
  steps: z.array(step),
  /** Every number of the same decision, the first try first. */
  tries: z.array(
    z.object({ id: uuid, refundNo: z.string(), tryNo: z.int(), state: z.enum(REFUND_STATES), createdAt: at }),
  ),
  notices: z.array(adminNotice),
  postings: z.array(posting),
  incidents: z.array(adminIncident.omit({ order: true })),
})
export type AdminRefundView = z.infer<typeof adminRefundView>

export const incidentsQuery = z.strictObject({
  tab: z.enum(INCIDENT_TABS).optional(),
  kind: word.optional(),
  q: number.optional(),
  ...pageQuery,
})
export type IncidentsQuery = z.infer<typeof incidentsQuery>

export const resolveIncidentBody = z.strictObject({ reason: z.string().trim().min(2).max(MAX_INCIDENT_REASON) })
export type ResolveIncidentBody = z.infer<typeof resolveIncidentBody>

export const financeEndpoints = {
  payments: endpoint(financeRoutes.payments, { query: adminPaymentsQuery, reply: page(adminPaymentRow) }),
  payment: endpoint(financeRoutes.payment, { params: idParams, reply: adminPaymentView }),
  revealNotice: endpoint(financeRoutes.revealNotice, { params: noticeParams, reply: rawNotice }),
  replayNotice: endpoint(financeRoutes.replayNotice, { params: noticeParams, reply: noticeReplay }),
  refunds: endpoint(financeRoutes.refunds, { query: adminRefundsQuery, reply: page(adminRefundRow) }),
  refund: endpoint(financeRoutes.refund, { params: idParams, reply: adminRefundView }),
  restartRefund: endpoint(financeRoutes.restartRefund, { params: idParams, reply: adminRefundView }),
  incidents: endpoint(financeRoutes.incidents, { query: incidentsQuery, reply: page(adminIncident) }),
  resolveIncident: endpoint(financeRoutes.resolveIncident, {
    params: idParams,
    body: resolveIncidentBody,
    reply: adminIncident,
  }),
}
