import { copyOf } from '../support/broken-for-a-moment.js'

const NEW = 'gen_random_uuid()'
const FIRST = 'seq = 1'

/** A statement that only this guard of the reviews' tables refuses. */
export const REVIEW_VIOLATIONS: Readonly<Record<string, string>> = {
  media_of_member: `update media set member_id = ${NEW} where purpose = 'product'`,
  media_of_member_is_picture: `update media set member_id = ${NEW}, purpose = 'review', kind = 'video', seconds = 1 where kind = 'picture'`,
  member_upload_days_sent_positive: `update member_upload_days set sent = 0`,
  reviewable_lines_days_in_order: `update reviewable_lines set closes_at = completed_at where reviewed_at is null`,
  reviewable_lines_qty_positive: `update reviewable_lines set qty = 0`,
  reviewable_lines_back_qty_counted: `update reviewable_lines_back set qty = 0`,
  reviewable_lines_reviewed_in_time: `update reviewable_lines set reviewed_at = closes_at`,
  reviews_line_once: copyOf('reviews', { id: NEW }),
  reviews_goods_range: `update reviews set goods = 6`,
  reviews_service_range: `update reviews set service = 0`,
  reviews_delivery_range: `update reviews set delivery = 6`,
  review_parts_part_known: `update review_parts set part = 'third' where part = 'append'`,
  review_parts_state_known: `update review_parts set state = 'anything'`,
  review_parts_verdict_known: `update review_parts set verdict = 'anything'`,
  review_parts_version_positive: `update review_parts set version = 0`,
  review_parts_body_length: `update review_parts set body = repeat('长', 501)`,
  review_parts_pictures_count: `update review_parts set pictures = '[1,2,3,4,5,6,7]'`,
  review_parts_refusal_length: `update review_parts set refusal = repeat('长', 201)`,
  review_parts_appeal_by_another: `update review_parts set refused_by = review_id, appeal_decided_by = review_id`,
  review_parts_append_says: `update review_parts set body = '' where part = 'append'`,
  review_events_seq_positive: copyOf('review_events', { seq: '-1', from_state: `'shown'` }, FIRST),
  review_events_actor_known: `update review_events set actor_kind = 'anything'`,
  review_events_note_sealed: `update review_events set note = '', note_enc = '请打 13812345678'`,
  review_events_note_once: `update review_events set note = '看过', note_enc = 'v1.x'`,
  review_events_note_length: `update review_events set note_enc = null, note = repeat('长', 201)`,
  review_events_first_is_written: `update review_events set from_state = 'shown' where ${FIRST}`,
  review_replies_seq_positive: `update review_replies set seq = 0`,
  review_replies_body_length: `update review_replies set body = ''`,
  review_votes_once: `insert into review_votes (review_id, member_id, voted_at) select id, member_id, now() from reviews, generate_series(1, 2)`,
  review_summaries_five_stars: `update review_summaries set stars = '{0}'`,
  review_summaries_parts_within: `update review_summaries set low = count + 1`,
}

export const REVIEW_TABLES = [
  ...['reviewable_lines', 'reviews', 'review_parts', 'review_events', 'review_replies', 'review_summaries'],
  ...['reviewable_lines_back', 'member_upload_days', 'review_votes'],
]
