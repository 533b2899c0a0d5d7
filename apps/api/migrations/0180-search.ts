import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * What the shop's lists and its search read. Everything of the first two parts is a copy that can be made again from the
 * catalogue and the stock at any time; the third part is what people asked for.
 */
export class Search1700000000180 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PRODUCTS)
    await runner.query(WORDS)
    await runner.query(REBUILD)
    await runner.query(ASKED)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}

/**
 * One row for each product on the shelf. Each order of a list is an index of its own that ends in the key, over the whole
 * shelf and within one category; the filters are GIN. Sold counts and stock change all the time: half-filled pages keep
 * the new version of a row beside the old one.
 */
const PRODUCTS = `
  create table product_search (
    spu_id uuid primary key,
    title text not null,
    -- The title as questions are written: one width, lower case, single spaces.
    title_key text not null,
    -- Weights: A words of the title, B brand, category and keywords, C pieces of words and sounds, D everything else.
    words tsvector not null,
    brand_id uuid,
    brand_name text,
    category_id uuid not null,
    -- From the root to the category itself.
    category_ids uuid[] not null,
    value_ids uuid[] not null,
    tag_ids uuid[] not null,
    price_from_fen bigint not null,
    sold_count bigint not null,
    on_shelf_at timestamptz not null,
    featured integer not null,
    in_stock boolean not null
  ) with (fillfactor = 80);
  -- How often a word is asked for decides between the two ways to answer, so the common ones must be known.
  alter table product_search alter column words set statistics 1000, alter column value_ids set statistics 500,
    alter column category_ids set statistics 500;
  create index product_search_relevance on product_search (featured desc, sold_count desc, spu_id desc);
  create index product_search_sales on product_search (sold_count desc, spu_id desc);
  create index product_search_newest on product_search (on_shelf_at desc, spu_id desc);
  create index product_search_price on product_search (price_from_fen, spu_id);
  create index product_search_category_relevance on product_search (category_id, featured desc, sold_count desc, spu_id desc);
  create index product_search_category_sales on product_search (category_id, sold_count desc, spu_id desc);
  create index product_search_category_newest on product_search (category_id, on_shelf_at desc, spu_id desc);
  create index product_search_category_price on product_search (category_id, price_from_fen, spu_id);
  create index product_search_brand on product_search (brand_id, sold_count desc, spu_id desc);
  create index product_search_title on product_search (title_key);
  create index product_search_words on product_search using gin (words) with (fastupdate = off);
  create index product_search_filters on product_search using gin (category_ids, value_ids, tag_ids) with (fastupdate = off);
`

const WORDS = `
  -- Names of what can be chosen beside a list: facets and suggestions read them without asking the catalogue.
  create table search_names (
    id uuid primary key,
    kind text not null constraint search_names_kind_known check (kind in ('brand', 'category', 'value', 'tag')),
    name text not null,
    -- Of a value: the attribute it belongs to, and whether shoppers may choose by it.
    attribute_id uuid,
    attribute_name text,
    filterable boolean not null,
    position integer not null,
    -- Of a category: goods are kept in categories below it, too.
    has_below boolean not null default false,
    constraint search_names_value_has_attribute check ((kind = 'value') = (attribute_id is not null))
  );

  -- Every word goods are called by, for suggestions and for putting spelling right.
  create table search_words (
    word text primary key,
    kind text not null constraint search_words_kind_known check (kind in ('title', 'brand', 'category', 'word')),
    pinyin text not null,
    initials text not null,
    category_id uuid,
    weight integer not null,
    seen_at timestamptz not null
  );
  create index search_words_prefix on search_words (word text_pattern_ops);
  create index search_words_pinyin on search_words (pinyin text_pattern_ops);
  create index search_words_initials on search_words (initials text_pattern_ops);
  create index search_words_alike on search_words using gin (pinyin gin_trgm_ops);
`

/**
 * How far the copy has been made anew: one row, taken up where it stopped. A shop that had goods before it had this
 * search begins with one that is due.
 */
const REBUILD = `
  create table search_rebuilds (
    id integer primary key default 1 constraint search_rebuilds_one_row check (id = 1),
    begun_at timestamptz not null,
    behind uuid,
    done_at timestamptz
  );
  -- Up to which sale the copy's sold counts have been brought: sales are too many to be told one by one.
  create table search_sales_seen (
    id integer primary key default 1 constraint search_sales_seen_one_row check (id = 1),
    until_at timestamptz not null
  );
  alter table spus add column sold_at timestamptz;
  create index spus_sold on spus (sold_at) where sold_at is not null;
  insert into search_rebuilds (begun_at) select now() where exists (select 1 from spus);
`

const ASKED = `
  create table search_history (
    member_id uuid not null,
    words text not null constraint search_history_length check (length(words) between 1 and 60),
    searched_at timestamptz not null,
    primary key (member_id, words)
  );
  create index search_history_newest on search_history (member_id, searched_at desc);

  -- One row for each asker, word and day; the asker is a digest that changes every day, and the row goes the day after.
  create table search_asks (
    day date not null,
    asker bytea not null,
    words text not null constraint search_asks_length check (length(words) between 1 and 60),
    primary key (day, asker, words)
  );
  create table search_days (
    day date not null,
    words text not null,
    askers integer not null constraint search_days_somebody_asked check (askers > 0),
    found boolean not null,
    primary key (day, words)
  );
  create index search_days_most on search_days (day, askers desc, words);

  create table search_wishes (
    member_id uuid not null,
    words text not null constraint search_wishes_length check (length(words) between 1 and 60),
    wished_at timestamptz not null,
    primary key (member_id, words)
  );
  create index search_wishes_newest on search_wishes (wished_at desc);
`
