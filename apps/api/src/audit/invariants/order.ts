import type { Rule } from '../invariant.js'

/**
 * Every step an order may take, written a second time on purpose: the audit proves the history against this list, and
 * a test compares the list with the life table that the program runs.
 */
export const ORDER_STEPS: readonly (readonly [action: string, from: string, to: string])[] = [
  ['pay', 'pending_payment', 'paid'],
  ['pay', 'closing', 'paid'],
  ['change_price', 'pending_payment', 'pending_payment'],
  ['begin_close', 'pending_payment', 'closing'],
  ['close', 'pending_payment', 'closed'],
  ['close', 'closing', 'closed'],
  ['ship', 'paid', 'shipped'],
  ['ship_part', 'paid', 'paid'],
  ['hand_over', 'paid', 'shipped'],
  ['confirm_receipt', 'shipped', 'completed'],
  ['auto_confirm', 'shipped', 'completed'],
  ['rest_cancelled', 'paid', 'shipped'],
  ['refund_all', 'paid', 'refunded'],
  ['refund_all', 'shipped', 'refunded'],
  ['refund_all', 'completed', 'refunded'],
  ['remind', 'paid', 'paid'],
  ['change_address', 'paid', 'paid'],
  ['cancel_pieces', 'paid', 'paid'],
  ['close_paid', 'paid', 'paid'],
  ['extend_receipt', 'shipped', 'shipped'],
]

const steps = ORDER_STEPS.map((step) => `('${step.join(`', '`)}')`).join(', ')

export const orderRules: readonly Rule[] = [
  {
    id: 'O1',
    title: 'the history of an order has no gap, and every step is in the life table',
    sql: `
      select e.order_id, e.seq, e.action, e.from_state, e.to_state, e.before from (
        select *, lag(to_state) over w as before, lag(seq) over w as previous from order_events window w as (partition by order_id order by seq)
      ) e
      where e.seq <> coalesce(e.previous, 0) + 1 or e.from_state is distinct from e.before
         or case when e.seq = 1 then e.action <> 'place' or e.to_state <> 'pending_payment'
                 else (e.action, e.from_state, e.to_state) not in (${steps}) end`,
  },
  {
    id: 'O2',
    title: 'an order is in the state of its last event',
    sql: `
      select o.id, o.order_no, o.state, o.version, e.to_state, e.seq from orders o
        left join lateral (select to_state, seq from order_events where order_id = o.id order by seq desc limit 1) e on true
       where o.state is distinct from e.to_state or o.version is distinct from e.seq`,
  },
  {
    id: 'O3',
    title: 'nothing is owed two minutes past its time, unless the channel is being asked',
    live: true,
    sql: `
      select t.order_id, t.id as term_id, t.due_at, o.state from order_terms t join orders o on o.id = t.order_id
       where t.state = 'open' and t.due_at < $1::timestamptz - interval '2 minutes' and o.state not in ('closing', 'closed')
         and not exists (
           select 1 from payment_intents i join payment_attempts a on a.intent_id = i.id
            where i.subject_kind = 'order_term' and i.subject_id = t.id and a.state in ('created', 'closing'))`,
  },
  {
    id: 'O4',
    title: 'no order stays between two states',
    live: true,
    sql: `
      select o.id, o.order_no, o.closing_at from orders o
       where o.state = 'closing' and o.closing_at < $1::timestamptz - interval '30 minutes'
         and not exists (select 1 from order_holds h where h.order_id = o.id and h.released_at is null)
         and not exists (
           select 1 from order_terms t join payment_intents i on i.subject_kind = 'order_term' and i.subject_id = t.id
             join payment_attempts a on a.intent_id = i.id
             join payment_incidents x on x.reference = a.attempt_no and x.resolved_at is null
            where t.order_id = o.id)`,
  },
  {
    id: 'O5',
    title: 'one key, one resource, which exists',
    sql: `
      select k.actor, k.route, k.resource_kind, k.resource_id from idempotency_keys k
       where k.resource_kind = 'order' and not exists (select 1 from orders o where o.id = k.resource_id)
      union all
      select actor, route, 'twice', null from idempotency_keys group by actor, route, key having count(*) > 1`,
  },
  {
    id: 'O6',
    title: 'nothing was shipped while a hold forbade it',
    sql: `
      select e.order_id, e.happened_at, h.key from order_events e join order_holds h on h.order_id = e.order_id
       where e.action = 'ship' and 'ship' = any(h.blocks) and h.created_at < e.happened_at
         and coalesce(h.released_at, 'infinity') > e.happened_at`,
  },
  {
    id: 'O7',
    title: 'an order of a kind of its own says which rules it lives by, and had as long to pay as they give',
    sql: `
      select 'kind' as of, o.id, o.kind, null::timestamptz as due_at from orders o
       where o.kind <> 'normal' and (o.kind_ref is null or o.kind_snapshot -> 'policy' is null)
      union all
      select 'due', o.id, o.kind, t.due_at from orders o join order_terms t on t.order_id = o.id and t.seq = 1
       where t.due_at <> o.created_at + (o.kind_snapshot -> 'policy' ->> 'payWithinMs')::bigint * interval '1 millisecond'`,
  },
]
