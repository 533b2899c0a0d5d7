/** The lived-in shop has no bill of its own: each violation brings the rows it breaks, under names of their own. */
const named = (digit: number): string => `'00000000-0000-7000-8000-${String(digit).padStart(12, '0')}'::uuid`
const [FILE, ROW, BREAK, RESOLUTION, MAKER, CHECKER, OTHER, FLOW] = [1, 2, 3, 4, 5, 6, 7, 8].map(named) as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
]
const ATTEMPT = '(select id from payment_attempts order by id limit 1)'
const REFUND = '(select id from refunds order by id limit 1)'

type Columns = Readonly<Record<string, string>>
const insertOf = (table: string, made: Columns): string =>
  `insert into ${table} (${Object.keys(made).join()}) select ${Object.values(made).join()}`
const inTurn = (...statements: readonly string[]): string => statements.join(';\n')

const DAY = { wallet: `'wechat'`, merchant_id: `'m'`, bill_date: `'2020-01-01'::date` }
const file = (over: Columns = {}): string =>
  insertOf('bill_files', {
    ...{ id: FILE, ...DAY, kind: `'trade'`, state: `'waiting'`, next_try_at: 'now()', created_at: 'now()' },
    ...over,
  })
const row = (over: Columns = {}): string =>
  insertOf('bill_rows', {
    ...{ id: ROW, file_id: FILE, ...DAY, row_key: `'x'`, subject: `'payment'`, attempt_no: `'x'`, channel_txn: `'x'` },
    ...{ state: `'SUCCESS'`, settled: 'true', amount_fen: '1', fee_fen: '0', booked_at: 'now()', ...over },
  })
const flow = (over: Columns = {}): string =>
  insertOf('bill_flows', {
    ...{ id: FLOW, file_id: FILE, ...DAY, flow_no: `'x'`, kind: `'withdrawal'`, word: `'x'`, business_no: `'x'` },
    ...{ amount_fen: '-1', balance_fen: '0', booked_at: 'now()', ...over },
  })
const difference = (over: Columns = {}): string =>
  insertOf('recon_breaks', {
    ...{ id: BREAK, file_id: FILE, kind: `'long'`, subject: `'payment'`, number: `'x'`, bill_row_id: ROW },
    ...{ bill_fen: '1', state: `'open'`, found_at: 'now()', ...over },
  })
const resolution = (over: Columns = {}): string =>
  insertOf('recon_resolutions', {
    ...{ id: RESOLUTION, break_id: BREAK, action: `'explained'`, reason: `'x'`, legs: `'[]'::jsonb` },
    ...{ state: `'proposed'`, maker_id: MAKER, proposed_at: 'now()', ...over },
  })

const ofFile = (...rows: readonly string[]): string => inTurn(file(), ...rows)
const ofRow = (...differences: readonly string[]): string => ofFile(row(), ...differences)
const ofBreak = (...resolutions: readonly string[]): string => ofRow(difference(), ...resolutions)

const MATCHED = { outcome: `'matched'`, outcome_at: 'now()', attempt_id: ATTEMPT }
const BACK = { subject: `'refund'`, refund_no: `'x'`, refund_id: REFUND }
/** What stands in our books and in no bill. */
const SHORT = { kind: `'short'`, bill_row_id: 'null', bill_fen: 'null', attempt_id: ATTEMPT, own_fen: '1' }
/** What the account's own flow says of a number. */
const MOVED = { kind: `'flow_amount'`, bill_row_id: 'null', own_fen: '0' }
const APPROVED = { state: `'approved'`, checker_id: CHECKER, decided_at: 'now()' }
const twice = (one: (over: Columns) => string, over: Columns, second: Columns = {}): [string, string] => [
  one(over),
  one({ ...over, id: OTHER, ...second }),
]

/** A statement that only this guard of bills and their differences refuses. */
export const RECON_VIOLATIONS: Readonly<Record<string, string>> = {
  bill_files_once: inTurn(...twice(file, {})),
  bill_files_waiting_due: file({ next_try_at: 'null' }),
  bill_files_whole: file({ state: `'staged'` }),
  bill_files_reconciled_when: file({ reconciled_at: 'now()' }),
  bill_files_move_on: inTurn(file({ state: `'empty'` }), `update bill_files set state = 'waiting' where id = ${FILE}`),

  bill_rows_once: ofFile(...twice(row, {})),
  bill_rows_refund_numbered: ofFile(row({ refund_no: `'x'` })),
  bill_rows_outcome_when: ofFile(row({ outcome_at: 'now()' })),
  bill_rows_matched_ours: ofFile(row({ ...MATCHED, attempt_id: 'null' })),
  bill_rows_payment_matched: ofFile(...twice(row, MATCHED, { row_key: `'y'` })),
  bill_rows_refund_matched: ofFile(...twice(row, { ...MATCHED, ...BACK }, { row_key: `'y'` })),
  bill_rows_kept: ofFile(row(), `update bill_rows set amount_fen = 2 where id = ${ROW}`),
  bill_rows_stay: ofFile(row(), `delete from bill_rows where id = ${ROW}`),

  bill_flows_once: ofFile(...twice(flow, {})),
  bill_flows_outcome_when: ofFile(flow({ outcome_at: 'now()' })),
  bill_flows_booked_leaves: ofFile(flow({ kind: `'fee'`, outcome: `'booked'`, outcome_at: 'now()' })),
  bill_flows_kept: ofFile(flow(), `update bill_flows set amount_fen = -2 where id = ${FLOW}`),
  bill_flows_stay: ofFile(flow(), `delete from bill_flows where id = ${FLOW}`),

  bill_day_sums_once: `insert into bill_day_sums select ${Object.values(DAY).join()}, 1 from generate_series(1, 2)`,

  recon_breaks_kind_known: ofRow(difference({ kind: `'x'` })),
  recon_breaks_subject_known: ofRow(difference({ subject: `'x'` })),
  recon_breaks_flow_named: ofFile(difference({ ...MOVED, kind: `'uncovered'` })),
  recon_breaks_flow: ofFile(flow(), ...twice(difference, { ...MOVED, kind: `'uncovered'`, flow_id: FLOW })),
  recon_breaks_flow_number: ofFile(...twice(difference, MOVED)),
  recon_breaks_row: ofRow(...twice(difference, {})),
  recon_breaks_sides: ofRow(difference({ bill_fen: 'null' })),
  recon_breaks_own: ofRow(difference({ ...SHORT, attempt_id: 'null' })),
  recon_breaks_settled_when: ofRow(difference({ settled_at: 'now()' })),
  recon_breaks_own_payment: ofFile(...twice(difference, SHORT)),
  recon_breaks_own_refund: ofFile(...twice(difference, { ...SHORT, subject: `'refund'`, refund_id: REFUND })),
  recon_breaks_end_once: ofRow(
    difference({ state: `'cleared'`, settled_at: 'now()' }),
    `update recon_breaks set state = 'open', settled_at = null where id = ${BREAK}`,
  ),
  recon_breaks_stay: ofRow(difference(), `delete from recon_breaks where id = ${BREAK}`),

  recon_resolutions_two_people: ofBreak(resolution({ ...APPROVED, checker_id: MAKER })),
  recon_resolutions_decided_whole: ofBreak(resolution({ ...APPROVED, checker_id: 'null' })),
  recon_resolutions_posts: ofBreak(resolution({ legs: `'[{}]'::jsonb` })),
  recon_resolutions_one: ofBreak(...twice(resolution, {})),
  recon_resolutions_decided_once: ofBreak(
    resolution(APPROVED),
    `update recon_resolutions set note = 'x' where id = ${RESOLUTION}`,
  ),
  recon_resolutions_stay: ofBreak(resolution(), `delete from recon_resolutions where id = ${RESOLUTION}`),
}

export const RECON_TABLES = [
  'bill_day_sums',
  'bill_files',
  'bill_flows',
  'bill_rows',
  'recon_breaks',
  'recon_resolutions',
]
