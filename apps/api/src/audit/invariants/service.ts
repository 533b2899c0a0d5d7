import type { Rule } from '../invariant.js'

export const serviceRules: readonly Rule[] = [
  {
    id: 'F1',
    title: 'a feedback stands where its history ends, and its history has no gap',
    sql: `
      select f.id, f.state, f.version, count(e.seq) as steps from feedbacks f
        left join feedback_events e on e.feedback_id = f.id
       group by f.id, f.state, f.version
      having count(e.seq) <> f.version or max(e.seq) <> f.version
          or (array_agg(e.to_state order by e.seq desc))[1] <> f.state`,
  },
  {
    id: 'F2',
    title:
      'a feedback begins with its member’s words, its answers are the shop’s words, and the shop closes nothing unanswered',
    sql: `
      select f.id, f.member_id from feedbacks f
       where not exists (select 1 from feedback_messages m
               where m.feedback_id = f.id and m.seq = 1 and m.author_kind = 'member' and m.author_id = f.member_id)
          or exists (select 1 from feedback_messages m
               where m.feedback_id = f.id and m.author_kind = 'member' and m.author_id <> f.member_id)
          or (select count(*) from feedback_events e where e.feedback_id = f.id and e.action = 'answer')
             <> (select count(*) from feedback_messages m
                  where m.feedback_id = f.id and m.author_kind = 'operator' and not m.internal)
          or exists (select 1 from feedback_events e
               where e.feedback_id = f.id and e.action in ('close', 'lapse') and e.from_state <> 'answered')`,
  },
  {
    id: 'F3',
    title: 'what belongs to an order belongs to an order of the same member',
    sql: `
      select f.id, f.order_id from feedbacks f
        left join orders o on o.id = f.order_id and o.member_id = f.member_id and o.order_no = f.order_no
       where f.order_id is not null and o.id is null`,
  },
]
