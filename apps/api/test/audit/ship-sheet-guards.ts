type Made = Readonly<Record<string, string>>

const NEW = 'gen_random_uuid()'
const insertOf = (table: string, made: Made, from = ''): string =>
  `insert into ${table} (${Object.keys(made).join()}) select ${Object.values(made).join()} ${from}`

const SHEET = (over: Made = {}): string =>
  insertOf('ship_sheets', {
    ...{ id: NEW, operator_id: NEW, operator_name: `'x'`, file_name: `'x'`, format: `'csv'`, state: `'reading'` },
    ...{ created_at: 'now()', touched_at: 'now()', ...over },
  })
/** The part of a sheet that is made beside it. */
const PART = (table: string, made: Made, rows = 1): string =>
  `with s as (${SHEET()} returning id) ${insertOf(table, { sheet_id: 's.id', ...made }, `from s, generate_series(1, ${rows})`)}`
const ROW = (over: Made = {}, rows = 1): string =>
  PART('ship_sheet_rows', { row: '2', order_no: `'x'`, cells: `'{}'`, ...over }, rows)
const PARCEL = (over: Made = {}, rows = 1): string =>
  PART(
    'ship_sheet_parcels',
    { parcel: '2', order_no: `'x'`, carrier_code: `'SF'`, tracking_no: `'x'`, asked: `'[]'`, ...over },
    rows,
  )

/** A statement that only this guard of the sheets of parcels refuses. */
export const SHIP_SHEET_VIOLATIONS: Made = {
  ship_sheets_name_length: SHEET({ file_name: `''` }),
  ship_sheets_format_known: SHEET({ format: `'xls'` }),
  ship_sheets_state_known: SHEET({ state: `'anything'` }),
  ship_sheets_rows_bounded: SHEET({ rows_read: '5001' }),
  ship_sheets_checked_first: SHEET({ state: `'applying'` }),
  ship_sheet_rows_below_header: ROW({ row: '1' }),
  ship_sheet_rows_once: ROW({}, 2),
  ship_sheet_rows_parcel_begun: ROW({ parcel: '3' }),
  ship_sheet_parcels_once: PARCEL({}, 2),
  ship_sheet_parcels_verdict_known: PARCEL({ verdict: `'anything'` }),
  ship_sheet_parcels_outcome_known: PARCEL({
    ...{ verdict: `'new'`, pieces: `'[]'`, order_id: '(select id from orders limit 1)', outcome: `'anything'` },
  }),
  ship_sheet_parcels_sent_if_new: PARCEL({ verdict: `'unchanged'`, outcome: `'applied'` }),
  ship_sheet_parcels_new_is_whole: PARCEL({ verdict: `'new'` }),
}

export const SHIP_SHEET_TABLES = ['ship_sheets', 'ship_sheet_rows', 'ship_sheet_parcels']
