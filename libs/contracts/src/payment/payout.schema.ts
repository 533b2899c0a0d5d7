import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { at, fen, idParams, page, pageQuery, uuid } from '../primitives.schema.js'
import { noticeParams, rawNotice } from './finance.schema.js'
import { payoutRoutes } from './payout.routes.js'
import { PAYOUT_CHANNELS, PAYOUT_NOTE_LIMIT, PAYOUT_STATES } from './payout.terms.js'

/** What `wx.requestMerchantTransfer` is called with. */
export const payoutConfirmCall = z.object({ mchId: z.string(), appId: z.string(), package: z.string() })
export type PayoutConfirmCall = z.infer<typeof payoutConfirmCall>

const shared = {
  id: uuid,
  payoutNo: z.string(),
  channel: z.enum(PAYOUT_CHANNELS),
  state: z.enum(PAYOUT_STATES),
  amountFen: fen,
  taxWithheldFen: fen,
  /** What arrives. */
  sentFen: fen,
  createdAt: at,
  /** Since when it is as it is. */
  stateAt: at,
}

export const ownPayout = z.object({
  ...shared,
  /** Set while it waits for its payee and the wallet has said how. */
  confirm: payoutConfirmCall.nullable(),
})
export type OwnPayout = z.infer<typeof ownPayout>

export const adminPayout = z.object({
  ...shared,
  memberId: uuid,
  subject: z.object({ kind: z.string(), id: uuid }),
  /** Masked. */
  payee: z.object({ account: z.string(), realName: z.string().nullable() }),
  /** Kinds of what a person has to look at. */
  incidents: z.array(z.string()),
  allowedActions: z.array(z.enum(['retry', 'cancel'])),
})
export type AdminPayout = z.infer<typeof adminPayout>

export const adminPayoutDetail = z.object({
  ...adminPayout.shape,
  channelPayoutId: z.string().nullable(),
  debitAccount: z.string(),
  description: z.string(),
  endedReason: z.string().nullable(),
  queries: z.int(),
  nextQuestionAt: at.nullable(),
  steps: z.array(z.object({ state: z.enum(PAYOUT_STATES), at })),
  incidentDetails: z.array(
    z.object({ kind: z.string(), details: z.unknown(), openedAt: at, resolvedAt: at.nullable() }),
  ),
  /** Newest first; what stands in one is read on its own, under audit. */
  notices: z.array(z.object({ id: uuid, effect: z.string(), receivedAt: at })),
})
export type AdminPayoutDetail = z.infer<typeof adminPayoutDetail>

export const adminPayoutsQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(PAYOUT_STATES).optional(),
  channel: z.enum(PAYOUT_CHANNELS).optional(),
  payoutNo: z
    .string()
    .regex(/^[0-9A-Z]{20}$/)
    .optional(),
  /** Only what somebody has to look at. */
  troubled: z.literal('true').optional(),
})
export type AdminPayoutsQuery = z.infer<typeof adminPayoutsQuery>

export const payoutNoteBody = z.strictObject({ note: z.string().trim().min(1).max(PAYOUT_NOTE_LIMIT) })
export type PayoutNoteBody = z.infer<typeof payoutNoteBody>

const act = { params: idParams, body: payoutNoteBody, reply: adminPayoutDetail }

export const payoutEndpoints = {
  mine: endpoint(payoutRoutes.mine, { params: idParams, reply: ownPayout }),
  list: endpoint(payoutRoutes.list, { query: adminPayoutsQuery, reply: page(adminPayout) }),
  detail: endpoint(payoutRoutes.detail, { params: idParams, reply: adminPayoutDetail }),
  retry: endpoint(payoutRoutes.retry, act),
  cancel: endpoint(payoutRoutes.cancel, act),
  revealNotice: endpoint(payoutRoutes.revealNotice, { params: noticeParams, reply: rawNotice }),
  wechatFinished: endpoint(payoutRoutes.wechatFinished, { reply: z.unknown() }),
}
