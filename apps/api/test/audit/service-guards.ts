import { copyOf } from '../support/broken-for-a-moment.js'

const FIRST = 'seq = 1'

/** A statement that only this guard of the tables of feedbacks refuses. */
export const SERVICE_VIOLATIONS: Readonly<Record<string, string>> = {
  feedbacks_kind_known: `update feedbacks set kind = 'anything'`,
  feedbacks_state_known: `update feedbacks set state = 'anything', due_at = null, closed_at = null`,
  feedbacks_version_positive: `update feedbacks set version = 0`,
  feedbacks_order_with_number: `update feedbacks set order_no = null where order_id is not null`,
  feedbacks_due_while_owed: `update feedbacks set due_at = null where due_at is not null`,
  feedbacks_closed_has_time: `update feedbacks set closed_at = now() where state <> 'closed'`,
  feedback_messages_seq_positive: copyOf('feedback_messages', { seq: '0' }, FIRST),
  feedback_messages_author_known: `update feedback_messages set author_kind = 'anything' where not internal`,
  feedback_messages_body_length: `update feedback_messages set body = ''`,
  feedback_messages_pictures_count: `update feedback_messages set pictures = '[1,2,3,4,5,6,7]'`,
  feedback_messages_internal_is_operators: `update feedback_messages set author_kind = 'member' where internal`,
  feedback_events_seq_positive: copyOf('feedback_events', { seq: '-1', from_state: `'open'` }, FIRST),
  feedback_events_actor_known: `update feedback_events set actor_kind = 'anything'`,
  feedback_events_first_is_written: `update feedback_events set from_state = 'open' where ${FIRST}`,
  feedback_events_actor_named: `update feedback_events set actor_id = null`,
  feedback_days_what_known: `update feedback_days set what = 'anything' where what = 'new'`,
  feedback_days_sent_positive: `update feedback_days set sent = 0`,
}

export const SERVICE_TABLES = ['feedbacks', 'feedback_messages', 'feedback_events', 'feedback_days']
