import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * What the shop sells. Nothing is deleted here: things are archived, because orders, carts and statistics
 * keep naming them. A picture is kept as {id, width, height, colour}: media never changes one, so the copy
 * stays true and lists need no second look-up.
 */
export class Catalog1700000000040 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create extension if not exists pg_trgm;
      create extension if not exists btree_gist;
    `)
    await runner.query(CATEGORIES_AND_SPUS)
    await runner.query(SKUS_AND_PRICES)
    await runner.query(CONSISTENCY)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}

const CATEGORIES_AND_SPUS = `
  create table categories (
    id uuid primary key,
    parent_id uuid references categories (id),
    code text not null unique check (length(code) between 1 and 60),
    name text not null check (length(name) between 1 and 20),
    -- Ids from the root to this one, so that a subtree is one prefix: '/<root>/<child>/'.
    path text not null unique,
    position integer not null,
    icon jsonb,
    permit_kind text,
    version integer not null default 1 check (version > 0),
    created_at timestamptz not null,
    archived_at timestamptz
  );
  create index categories_subtree on categories (path text_pattern_ops);
  create index categories_parent on categories (parent_id, position);

  create table spus (
    id uuid primary key,
    kind text not null default 'goods' check (kind in ('goods')),
    code text not null unique check (length(code) between 1 and 60),
    state text not null check (state in ('draft', 'on_shelf', 'off_shelf')),
    category_id uuid not null references categories (id),
    title text not null check (length(title) between 1 and 60),
    subtitle text not null check (length(subtitle) <= 120),
    origin text,
    pictures jsonb not null default '[]' check (jsonb_typeof(pictures) = 'array'),
    detail_pictures jsonb not null default '[]' check (jsonb_typeof(detail_pictures) = 'array'),
    services jsonb not null default '[]' check (jsonb_typeof(services) = 'array'),
    paragraphs jsonb not null default '[]' check (jsonb_typeof(paragraphs) = 'array'),
    parameters jsonb not null default '[]' check (jsonb_typeof(parameters) = 'array'),
    keywords text not null default '',
    delivery_codes text[] not null default '{express}',
    freight_template_id uuid,
    no_reason_return boolean not null,
    -- Lowest and highest base price of the SKUs on sale: for sorting lists only; what people see is priced anew.
    price_from_fen bigint not null check (price_from_fen >= 0),
    price_to_fen bigint not null,
    sold_count bigint not null default 0 check (sold_count >= 0),
    -- An operator's weight for the recommended order; the same for everybody.
    featured integer not null default 0,
    version integer not null default 1 check (version > 0),
    created_at timestamptz not null,
    on_shelf_at timestamptz,
    archived_at timestamptz,
    check (price_from_fen <= price_to_fen),
    check (state = 'draft' or on_shelf_at is not null)
  );
  create index spus_featured on spus (featured desc, sold_count desc, id desc) where state = 'on_shelf' and archived_at is null;
  create index spus_newest on spus (on_shelf_at desc, id desc) where state = 'on_shelf' and archived_at is null;
  create index spus_sales on spus (sold_count desc, id desc) where state = 'on_shelf' and archived_at is null;
  create index spus_price on spus (price_from_fen, id) where state = 'on_shelf' and archived_at is null;
  create index spus_category on spus (category_id) where archived_at is null;
  create index spus_created on spus (created_at desc, id desc) where archived_at is null;
  create index spus_words on spus using gin ((title || ' ' || subtitle || ' ' || keywords) gin_trgm_ops);

  create table spu_options (
    id uuid primary key,
    spu_id uuid not null references spus (id),
    name text not null check (length(name) between 1 and 20),
    position integer not null,
    unique (spu_id, name),
    unique (spu_id, position)
  );

  create table spu_option_values (
    id uuid primary key,
    option_id uuid not null references spu_options (id),
    name text not null check (length(name) between 1 and 40),
    position integer not null,
    unique (option_id, name),
    unique (option_id, position)
  );
`

const SKUS_AND_PRICES = `
  create table skus (
    id uuid primary key,
    spu_id uuid not null references spus (id),
    -- The chosen option values in the order of the options; one combination exists once.
    value_ids uuid[] not null,
    option_key text not null,
    label text not null check (length(label) <= 120),
    external_code text not null unique check (length(external_code) between 1 and 60),
    barcode text unique,
    weight_g integer not null check (weight_g >= 0),
    volume_cm3 integer check (volume_cm3 >= 0),
    cost_fen bigint check (cost_fen >= 0),
    floor_fen bigint check (floor_fen >= 0),
    picture jsonb,
    on_sale boolean not null default true,
    position integer not null,
    sold_count bigint not null default 0 check (sold_count >= 0),
    created_at timestamptz not null,
    archived_at timestamptz,
    unique (spu_id, option_key)
  );

  -- Price lists: only 'base' is used now; others (market, level, store, channel) join as further lists.
  create table sku_prices (
    id uuid primary key,
    sku_id uuid not null references skus (id),
    list text not null,
    min_qty integer not null default 1 check (min_qty > 0),
    price_fen bigint not null check (price_fen > 0 and price_fen <= 100000000),
    valid tstzrange not null default tstzrange(null, null),
    exclude using gist (sku_id with =, list with =, min_qty with =, valid with &&)
  );

  -- The price everybody was offered, from the first one on: what a lawful struck price is computed from.
  create table price_history (
    id uuid primary key,
    sku_id uuid not null references skus (id),
    effective_fen bigint not null check (effective_fen > 0),
    from_at timestamptz not null,
    to_at timestamptz,
    check (to_at is null or to_at >= from_at)
  );
  create unique index price_history_open on price_history (sku_id) where to_at is null;
  create index price_history_window on price_history (sku_id, from_at);
`

const CONSISTENCY = `
  -- A stretch of price history is closed once and otherwise never touched.
  create function keep_price_history() returns trigger language plpgsql as $$
  begin
    if tg_op = 'UPDATE' and old.to_at is null and new.to_at is not null
       and (new.id, new.sku_id, new.effective_fen, new.from_at) = (old.id, old.sku_id, old.effective_fen, old.from_at) then
      return new;
    end if;
    raise exception 'price history is only closed, never changed' using errcode = 'restrict_violation';
  end $$;
  create trigger price_history_kept before update or delete on price_history
    for each row execute function keep_price_history();
  create trigger price_history_no_truncate before truncate on price_history
    for each statement execute function forbid_change();
`
