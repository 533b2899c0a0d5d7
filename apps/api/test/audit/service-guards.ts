import { copyOf } from '../support/broken-for-a-moment.js'

const NEW = 'gen_random_uuid()'
const FIRST = 'seq = 1'
const UNDONE = `verdict = null, done_at = null, next_at = now(), content_enc = 'sealed'`

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
  feedback_messages_pictures_count: `update feedback_messages set pictures = '[1,2,3,4,5,6,7]'`,
  feedback_messages_internal_is_operators: `update feedback_messages set author_kind = 'member' where internal`,
  feedback_messages_verdict_known: `update feedback_messages set verdict = 'anything'`,
  feedback_events_seq_positive: copyOf('feedback_events', { seq: '-1', from_state: `'open'` }, FIRST),
  feedback_events_actor_known: `update feedback_events set actor_kind = 'anything'`,
  feedback_events_first_is_written: `update feedback_events set from_state = 'open' where ${FIRST}`,
  feedback_events_actor_named: `update feedback_events set actor_id = null`,
  content_checks_kind_known: `update content_checks set subject_kind = 'anything'`,
  content_checks_what_known: `update content_checks set what = 'anything'`,
  content_checks_state_known: `update content_checks set state = 'anything', ${UNDONE}`,
  content_checks_verdict_known: `update content_checks set verdict = 'anything'`,
  content_checks_trace_once: copyOf('content_checks', { id: NEW, place: '99' }, 'trace_id is not null'),
  content_checks_tries_counted: `update content_checks set tries = -1`,
  content_checks_done_is_judged: `update content_checks set verdict = null`,
  content_checks_once: copyOf('content_checks', { id: NEW, trace_id: 'null' }),
  content_checks_forgets_content: `update content_checks set content_enc = 'sealed'`,
  content_checks_waits_until: `update content_checks set next_at = now()`,
  content_checks_asked_has_trace: `update content_checks set state = 'asked', trace_id = null, ${UNDONE}`,
  feedback_days_what_known: `update feedback_days set what = 'anything' where what = 'new'`,
  feedback_days_sent_positive: `update feedback_days set sent = 0`,
}

export const SERVICE_TABLES = ['feedbacks', 'feedback_messages', 'feedback_events', 'feedback_days', 'content_checks']
