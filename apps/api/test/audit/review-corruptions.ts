import type { Corruption } from './corruption.js'

const NEW = 'gen_random_uuid()'

/** What is done to the reviews of a sound shop. */
export const REVIEW_CORRUPTIONS: Record<string, Corruption[]> = {
  V1: [
    { what: 'somebody else has written it', sql: `update reviews set member_id = ${NEW}` },
    { what: 'nobody ever bought it', sql: `update reviews set line_id = ${NEW}` },
    {
      what: 'it was never received',
      sql: `update orders set state = 'shipped', completed_at = null where id in (select order_id from reviews)`,
    },
    { what: 'it came after its days', sql: `update reviews set created_at = created_at + interval '1 year'` },
  ],
  V2: [
    {
      what: 'it is shown and nobody passed it',
      sql: `update review_parts set state = 'shown' where state = 'waiting'`,
    },
    { what: 'a step is lost', sql: `delete from review_events where seq = 1` },
    { what: 'its author passed it', sql: `update review_events set actor_kind = 'member' where action = 'pass'` },
  ],
  V3: [
    { what: 'a star appears', sql: `update review_summaries set goods_sum = goods_sum + 1` },
    { what: 'a summary is lost', sql: `delete from review_summaries` },
    { what: 'one is counted twice', sql: `update review_summaries set count = count + 1` },
    { what: 'stars move', sql: `update review_summaries set stars = '{1,0,0,0,0}'` },
    { what: 'a tag is counted twice', sql: `update review_summaries set tags = '{"fresh": 2}'` },
  ],
}
