type Made = Readonly<Record<string, string>>

const NEW = 'gen_random_uuid()'
const insertOf = (table: string, made: Made, from: string): string =>
  `insert into ${table} (${Object.keys(made).join()}) select ${Object.values(made).join()} ${from}`

/** Changes of an order that has none, one a term. */
const CHANGE = (over: Made = {}, rows = 1, terms = rows): string =>
  insertOf(
    'order_price_changes',
    {
      ...{ id: NEW, order_id: 'o.id', member_id: 'o.member_id', state: `'refused'`, maker_id: NEW, reason_enc: `'x'` },
      ...{ needs_second: 'false', payable_before_fen: '1', payable_after_fen: '1', receipt_before_id: 'o.receipt_id' },
      ...{ proposed_at: 'now()', ...over },
    },
    `from (select * from orders where state = 'completed' order by id limit 1) o
       cross join (select id from order_terms order by id limit ${terms}) t cross join generate_series(1, ${rows / terms})`,
  )
const HOLDS: Made = {
  ...{ state: `'replaced'`, in_force_at: 'now()', receipt_id: 'o.receipt_id', term_before_id: 't.id', term_id: 't.id' },
}
const STEP = (over: Made): string =>
  insertOf(
    'order_price_change_steps',
    {
      ...{ change_id: 'c.id', seq: '1000', member_id: 'c.member_id', step: `'x'`, from_state: `'x'`, to_state: `'x'` },
      ...{ actor_kind: `'system'`, happened_at: 'now()', ...over },
    },
    'from (select * from order_price_changes order by id limit 1) c',
  )

/** A statement that only this guard of the changes of price refuses. */
export const PRICE_CHANGE_VIOLATIONS: Made = {
  order_price_changes_state_known: CHANGE({ state: `'anything'` }),
  order_price_changes_version_positive: CHANGE({ version: '0' }),
  order_price_changes_checked_by_another: CHANGE({ maker_id: 'o.id', checker_id: 'o.id' }),
  order_price_changes_payable_not_negative: CHANGE({ payable_after_fen: '-1' }),
  order_price_changes_in_force_has_time: CHANGE({ state: `'in_force'` }),
  order_price_changes_in_force_is_whole: CHANGE({ receipt_id: 'o.receipt_id' }),
  order_price_changes_second_agreed: CHANGE({ ...HOLDS, needs_second: 'true' }),
  order_price_changes_term_once: CHANGE(HOLDS, 2, 1),
  order_price_changes_one_waits: CHANGE({ state: `'proposed'` }, 2),
  order_price_changes_one_in_force: CHANGE({ ...HOLDS, state: `'in_force'` }, 2),
  order_price_change_lines_say_something: insertOf(
    'order_price_change_lines',
    { change_id: 'c.id', line_id: 'l.id', member_id: 'c.member_id', before_fen: '0', change_fen: '0' },
    `from (select * from order_price_changes order by id limit 1) c
       cross join lateral (select id from order_lines x where x.order_id <> c.order_id order by id limit 1) l`,
  ),
  order_price_change_steps_seq_positive: STEP({ seq: '0' }),
  order_price_change_steps_actor_known: STEP({ actor_kind: `'member'` }),
  order_price_change_steps_first_has_no_from: STEP({ from_state: 'null' }),
}

export const PRICE_CHANGE_TABLES = ['order_price_changes', 'order_price_change_lines', 'order_price_change_steps']
