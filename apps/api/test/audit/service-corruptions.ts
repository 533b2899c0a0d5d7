import type { Corruption } from './corruption.js'

const NEW = 'gen_random_uuid()'

/** What is done to the feedbacks of a sound shop. */
export const SERVICE_CORRUPTIONS: Record<string, Corruption[]> = {
  F1: [
    { what: 'a step is lost', sql: `delete from feedback_events where action = 'reply'` },
    {
      what: 'it moved and nobody knows how',
      sql: `update feedbacks set state = 'closed', due_at = null, closed_at = now() where state <> 'closed'`,
    },
  ],
  F2: [
    { what: 'somebody else began it', sql: `update feedback_messages set author_id = ${NEW} where seq = 1` },
    { what: 'an answer is lost', sql: `delete from feedback_messages where author_kind = 'operator' and not internal` },
    {
      what: 'an answer becomes a note',
      sql: `update feedback_messages set internal = true where author_kind = 'operator'`,
    },
    {
      what: 'the shop closed it unanswered',
      sql: `update feedback_events set action = 'close', from_state = 'open' where action = 'reply'`,
    },
  ],
  F3: [
    { what: 'it names an order of nobody', sql: `update feedbacks set order_id = ${NEW} where order_id is not null` },
    { what: 'another member has it', sql: `update feedbacks set member_id = ${NEW} where order_id is not null` },
  ],
}
