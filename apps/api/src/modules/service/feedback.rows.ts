import type { CheckVerdict } from '@jishi/contracts/moderation/moderation.terms'
import type { Picture } from '@jishi/contracts/primitives.schema'
import type { FeedbackAuthor, FeedbackKind, FeedbackState } from '@jishi/contracts/service/feedback.terms'
import { isoOf, type Instant } from '@jishi/kernel/time'
import type { WordSeal } from './word-seal.js'

export interface FeedbackRow {
  readonly id: string
  readonly memberId: string
  readonly kind: FeedbackKind
  readonly state: FeedbackState
  readonly version: number
  readonly orderId: string | null
  readonly orderNo: string | null
  readonly hasContact: boolean
  readonly assigneeId: string | null
  readonly unread: boolean
  readonly dueAt: Instant | null
  readonly createdAt: Instant
  readonly changedAt: Instant
  readonly closedAt: Instant | null
  /** What it began with. */
  readonly bodyEnc: string
  readonly flagged: string[]
  readonly pictures: number
}

export interface MessageRow {
  readonly author: FeedbackAuthor
  readonly authorId: string
  readonly internal: boolean
  readonly bodyEnc: string
  readonly pictures: Picture[]
  readonly flagged: string[]
  readonly verdict: CheckVerdict | null
  readonly saidAt: Instant
}

export const FEEDBACK = `
  select f.id, f.member_id as "memberId", f.kind, f.state, f.version, f.order_id as "orderId", f.order_no as "orderNo",
         f.contact_enc is not null as "hasContact", f.assignee_id as "assigneeId", f.unread, f.due_at as "dueAt",
         f.created_at as "createdAt", f.changed_at as "changedAt", f.closed_at as "closedAt",
         m.body_enc as "bodyEnc", m.flagged, jsonb_array_length(m.pictures) as pictures
    from feedbacks f join feedback_messages m on m.feedback_id = f.id and m.seq = 1`

export const MESSAGES = `
  select author_kind as author, author_id as "authorId", internal, body_enc as "bodyEnc", pictures, flagged, verdict,
         said_at as "saidAt"
    from feedback_messages where feedback_id = $1`

export const standingOf = (row: FeedbackRow, words: WordSeal) => ({
  id: row.id,
  kind: row.kind,
  state: row.state,
  body: words.open(row.bodyEnc),
  orderId: row.orderId,
  orderNo: row.orderNo,
  createdAt: isoOf(row.createdAt),
  changedAt: isoOf(row.changedAt),
  dueAt: row.dueAt === null ? null : isoOf(row.dueAt),
})

export const messageOf = ({ author, bodyEnc, pictures, saidAt }: MessageRow, words: WordSeal) => ({
  author,
  body: words.open(bodyEnc),
  pictures,
  saidAt: isoOf(saidAt),
})
