import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Products by the sheet. A file is staged row by row before anything is checked, and each product of it is written once: the row of
 * (import, product) takes its outcome in the same transaction as the product.
 */
export class ProductImports1700000000220 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(IMPORTS)
    await runner.query(ROWS)
    await runner.query(PRODUCTS)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}

const IMPORTS = `
  create table product_imports (
    id uuid primary key,
    file_name text not null constraint product_imports_name_length check (length(file_name) between 1 and 120),
    format text not null constraint product_imports_format_known check (format in ('csv', 'xlsx')),
    bytes integer not null constraint product_imports_bytes_bounded check (bytes between 1 and 20971520),
    state text not null constraint product_imports_state_known
      check (state in ('reading', 'checking', 'ready', 'applying', 'done', 'stopped', 'refused')),
    columns text[] not null default '{}',
    rows_read integer not null default 0 constraint product_imports_rows_bounded check (rows_read between 0 and 20000),
    flaws jsonb not null default '[]',
    created_by uuid not null,
    created_by_name text not null,
    created_at timestamptz not null,
    checked_at timestamptz,
    applied_by uuid,
    applied_by_name text,
    finished_at timestamptz,
    -- When somebody last worked on it: what stands still is taken up again.
    touched_at timestamptz not null,
    constraint product_imports_written_by_somebody check (state not in ('applying', 'done') or applied_by is not null),
    constraint product_imports_checked_first check (applied_by is null or checked_at is not null)
  );
  create index product_imports_newest on product_imports (created_at desc, id desc);
  create index product_imports_at_work on product_imports (touched_at) where state in ('reading', 'checking', 'applying');
`

const ROWS = `
  create table product_import_rows (
    import_id uuid not null references product_imports (id),
    row integer not null constraint product_import_rows_below_header check (row > 1),
    product_code text not null,
    sku_code text not null,
    barcode text not null,
    cells jsonb not null,
    flaws jsonb not null default '[]',
    constraint product_import_rows_once primary key (import_id, row)
  );
  create index product_import_rows_of_product on product_import_rows (import_id, product_code, row);
  create index product_import_rows_refused on product_import_rows (import_id, row) where flaws <> '[]';
`

const PRODUCTS = `
  create table product_import_products (
    import_id uuid not null references product_imports (id),
    code text not null,
    -- The first row it stands in: products are checked and written in the order of the file.
    row integer not null,
    verdict text constraint product_import_products_verdict_known
      check (verdict in ('new', 'changed', 'unchanged', 'refused')),
    product_id uuid,
    -- The version that was checked. Whoever saved the product since then is not overwritten.
    seen_version integer,
    outcome text constraint product_import_products_outcome_known check (outcome in ('applied', 'refused')),
    tries integer not null default 0,
    constraint product_import_products_once primary key (import_id, code),
    constraint product_import_products_written_if_wanted check (outcome is null or verdict in ('new', 'changed')),
    constraint product_import_products_sees_a_version check (verdict <> 'changed' or seen_version is not null)
  );
  create index product_import_products_to_check on product_import_products (import_id, row) where verdict is null;
  create index product_import_products_to_write on product_import_products (import_id, row)
    where verdict in ('new', 'changed') and outcome is null;
`
