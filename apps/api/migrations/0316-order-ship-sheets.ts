import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Parcels by the sheet. A file is staged before anything is checked, and each parcel of it leaves once: the row of (sheet, parcel)
 * takes its outcome in the same transaction as the shipment. Of a file only what shipping reads is kept, so no receiver is.
 */
export class OrderShipSheets1700000000316 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SHEETS)
    await runner.query(ROWS)
    await runner.query(PARCELS)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}

const SHEETS = `
  create table ship_sheets (
    id uuid primary key,
    operator_id uuid not null,
    operator_name text not null,
    file_name text not null constraint ship_sheets_name_length check (length(file_name) between 1 and 120),
    format text not null constraint ship_sheets_format_known check (format in ('csv', 'xlsx')),
    state text not null constraint ship_sheets_state_known
      check (state in ('reading', 'checking', 'ready', 'applying', 'done', 'stopped', 'refused')),
    rows_read integer not null default 0 constraint ship_sheets_rows_bounded check (rows_read between 0 and 5000),
    flaws jsonb not null default '[]',
    created_at timestamptz not null,
    checked_at timestamptz,
    finished_at timestamptz,
    -- When somebody last worked on it: what stands still is taken up again.
    touched_at timestamptz not null,
    constraint ship_sheets_checked_first check (state not in ('ready', 'applying', 'done') or checked_at is not null)
  );
  create index ship_sheets_newest on ship_sheets (operator_id, created_at desc, id desc);
  create index ship_sheets_at_work on ship_sheets (touched_at) where state in ('reading', 'checking', 'applying');
  create index ship_sheets_at_rest on ship_sheets (touched_at) where state in ('ready', 'done', 'stopped', 'refused');
`

const ROWS = `
  create table ship_sheet_rows (
    sheet_id uuid not null references ship_sheets (id),
    row integer not null constraint ship_sheet_rows_below_header check (row > 1),
    -- The first row of the parcel it belongs to; a row without a carrier and a number belongs to none.
    parcel integer,
    order_no text not null,
    cells jsonb not null,
    flaws jsonb not null default '[]',
    constraint ship_sheet_rows_once primary key (sheet_id, row),
    constraint ship_sheet_rows_parcel_begun check (parcel <= row)
  );
  create index ship_sheet_rows_refused on ship_sheet_rows (sheet_id, row) where flaws <> '[]';
`

const PARCELS = `
  create table ship_sheet_parcels (
    sheet_id uuid not null references ship_sheets (id),
    parcel integer not null,
    order_no text not null,
    carrier_code text,
    tracking_no text not null,
    -- What its rows name: [{row, line, qty}].
    asked jsonb not null,
    verdict text constraint ship_sheet_parcels_verdict_known check (verdict in ('new', 'unchanged', 'refused')),
    order_id uuid references orders (id),
    -- The pieces that were checked and shown, and nothing else, leave: [{lineId, qty}].
    pieces jsonb,
    outcome text constraint ship_sheet_parcels_outcome_known check (outcome in ('applied', 'refused')),
    tries integer not null default 0,
    constraint ship_sheet_parcels_once primary key (sheet_id, parcel),
    constraint ship_sheet_parcels_sent_if_new check (outcome is null or verdict = 'new'),
    constraint ship_sheet_parcels_new_is_whole
      check (verdict <> 'new' or (order_id is not null and pieces is not null and carrier_code is not null))
  );
  create index ship_sheet_parcels_to_check on ship_sheet_parcels (sheet_id, order_no) where verdict is null;
  create index ship_sheet_parcels_to_send on ship_sheet_parcels (sheet_id, parcel) where verdict = 'new' and outcome is null;
`
