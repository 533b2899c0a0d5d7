import type { Rule } from '../invariant.js'

/** Stored value: what is promised, what was put in and what went back.. */
export const storedRules: readonly Rule[] = [
  {
    id: 'H1',
    title:
      'what is held of a balance is its held tenders, each beside a payment under way; a tender and its attempt agree',
    sql: `
      select 'held' as of, s.member_id::text as id, s.held_principal_fen + s.held_bonus_fen as stands, coalesce(t.held, 0) as expected
        from stored_accounts s
        left join (select member_id, sum(principal_fen) as principal, sum(bonus_fen) as bonus, sum(principal_fen + bonus_fen) as held
                     from stored_tenders where state = 'held' group by 1) t using (member_id)
       where (s.held_principal_fen, s.held_bonus_fen) is distinct from (coalesce(t.principal, 0)::bigint, coalesce(t.bonus, 0)::bigint)
      union all
      select 'tender', t.attempt_id::text, t.principal_fen + t.bonus_fen, a.amount_fen
        from stored_tenders t join payment_attempts a on a.id = t.attempt_id left join payment_attempts b on b.id = t.beside_attempt_id
       where a.channel <> 'balance' or a.member_id <> t.member_id or t.principal_fen + t.bonus_fen <> a.amount_fen
          or b.intent_id <> a.intent_id
          or t.state <> case a.state when 'succeeded' then 'taken' when 'closed' then 'released' else 'held' end
          or (t.state = 'held') is distinct from coalesce(b.state in ('created', 'open', 'closing'), false)
          or (t.state = 'taken' and coalesce(b.state <> 'succeeded', false))
      union all
      select 'attempt', a.id::text, a.amount_fen, null from payment_attempts a
       where a.channel = 'balance' and not exists (select 1 from stored_tenders t where t.attempt_id = a.id)`,
  },
  {
    id: 'H2',
    title: 'every move of a balance has its reason: a tender taken or given back, a recharge paid or taken back',
    sql: `
      select coalesce(e.reason, f.reason) as reason, coalesce(e.reference, f.reference) as reference
        from stored_entries e
        full join (
          select 'payment' as reason, a.attempt_no as reference, t.member_id, -t.principal_fen as principal, -t.bonus_fen as bonus
            from stored_tenders t join payment_attempts a on a.id = t.attempt_id where t.state = 'taken'
          union all
          select 'recharge', a.attempt_no, r.member_id, r.amount_fen, r.bonus_fen
            from stored_recharges r join payment_intents i on i.subject_kind = 'recharge' and i.subject_id = r.id and i.state = 'settled'
            join payment_attempts a on a.id = i.settled_attempt_id where r.state = 'paid'
          union all
          select 'recharge_refund', r.id::text, r.member_id, -r.amount_fen, -r.bonus_forfeited_fen from stored_refunds r
          union all
          select 'order_refund', r.refund_no, r.member_id, null, null
            from refunds r join payment_attempts a on a.id = r.attempt_id where a.channel = 'balance'
        ) f on f.reason = e.reason and f.reference = e.reference
       where e.id is null or f.reason is null or e.member_id <> f.member_id
          or e.principal_fen <> coalesce(f.principal, e.principal_fen) or e.bonus_fen <> coalesce(f.bonus, e.bonus_fen)
      union all
      select 'back', t.attempt_id::text from stored_tenders t
        left join (select r.attempt_id, sum(e.principal_fen) as principal, sum(e.bonus_fen) as bonus
                     from refunds r join stored_entries e on e.reason = 'order_refund' and e.reference = r.refund_no group by 1) b using (attempt_id)
       where (t.principal_back_fen, t.bonus_back_fen) is distinct from (coalesce(b.principal, 0)::bigint, coalesce(b.bonus, 0)::bigint)`,
  },
  {
    id: 'H3',
    title:
      'of a recharge no more goes back than it brought, and each part by a refund; room is kept for open ones only',
    sql: `
      select 'recharge' as of, r.id, r.refunded_fen as stands, coalesce(p.amount, 0) as expected from stored_recharges r
        left join (select recharge_id, sum(amount_fen) as amount from stored_refund_parts group by 1) p on p.recharge_id = r.id
       where r.refunded_fen <> coalesce(p.amount, 0)
      union all
      select 'refund', f.id, f.amount_fen, coalesce(sum(p.amount_fen), 0) from stored_refunds f
        left join stored_refund_parts p on p.refund_id = f.id group by f.id having f.amount_fen <> coalesce(sum(p.amount_fen), 0)
      union all
      select 'part', p.refund_id, p.amount_fen, null from stored_refund_parts p
        join payment_intents i on i.subject_kind = 'recharge' and i.subject_id = p.recharge_id and i.state = 'settled'
        left join refunds r on r.attempt_id = i.settled_attempt_id and r.cause = 'recharge_refund' and r.reference = p.refund_id::text
         and r.try_no = 1 and r.amount_fen = p.amount_fen
       where r.id is null
      union all
      select 'room', s.member_id, s.expected_fen, coalesce(o.room, 0) from stored_accounts s
        left join (select member_id, sum(amount_fen + bonus_fen) as room from stored_recharges where state = 'open' group by 1) o using (member_id)
       where s.expected_fen <> coalesce(o.room, 0)`,
  },
  {
    id: 'H4',
    title: 'of two tenders each gives back its share, floored over everything that went back',
    sql: `
      select i.id, i.amount_fen as paid, b.amount_fen as balance, sum(r.amount_fen) as back,
             coalesce(sum(r.amount_fen) filter (where r.attempt_id = b.id), 0) as of_balance
        from payment_intents i
        join payment_attempts b on b.intent_id = i.id and b.channel = 'balance' and b.state = 'succeeded'
        join refunds r on r.attempt_id in (b.id, i.settled_attempt_id) and r.try_no = 1 and r.debit_account = 'refund_payable'
       where i.state = 'settled' group by i.id, b.id
      having coalesce(sum(r.amount_fen) filter (where r.attempt_id = b.id), 0) <> div(sum(r.amount_fen) * b.amount_fen, i.amount_fen)`,
  },
  {
    id: 'H5',
    title: 'a balance is the fold of its entries, and what the ledger owes its member',
    sql: `
      select 'entries' as of, s.member_id::text as owner, s.principal_fen, s.bonus_fen, coalesce(e.principal, 0) as principal, coalesce(e.bonus, 0) as bonus
        from stored_accounts s
        left join (select member_id, sum(principal_fen) as principal, sum(bonus_fen) as bonus from stored_entries group by 1) e using (member_id)
       where (s.principal_fen, s.bonus_fen) is distinct from (coalesce(e.principal, 0)::bigint, coalesce(e.bonus, 0)::bigint)
          or least(s.principal_fen - s.held_principal_fen, s.bonus_fen - s.held_bonus_fen, s.held_principal_fen, s.held_bonus_fen) < 0
      union all
      select 'ledger', coalesce(s.member_id::text, l.owner), s.principal_fen, s.bonus_fen, l.principal, l.bonus
        from stored_accounts s
        full join (
          select owner, coalesce(-sum(amount_fen) filter (where account_code = 'stored_principal'), 0) as principal,
                 coalesce(-sum(amount_fen) filter (where account_code = 'stored_bonus'), 0) as bonus
            from ledger_entries where account_code in ('stored_principal', 'stored_bonus') group by 1
        ) l on l.owner = s.member_id::text
       where (coalesce(s.principal_fen, 0), coalesce(s.bonus_fen, 0)) is distinct from (coalesce(l.principal, 0)::bigint, coalesce(l.bonus, 0)::bigint)`,
  },
]
