import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What tells goods apart and how they come to the shelf: kinds, brands, attributes, tags, kindred goods, dates, rich text, a film. */
export class CatalogBreadth1700000000160 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(BRANDS)
    await runner.query(PRODUCTS)
    await runner.query(ATTRIBUTES)
    await runner.query(TAGS)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}

const BRANDS = `
  create table brands (
    id uuid primary key,
    name text not null constraint brands_name_length check (length(name) between 1 and 40),
    logo jsonb,
    story text not null default '' constraint brands_story_length check (length(story) <= 500),
    position integer not null default 0,
    version integer not null default 1 check (version > 0),
    created_at timestamptz not null,
    archived_at timestamptz
  );
  create unique index brands_name_once on brands (lower(name)) where archived_at is null;
`

/**
 * A product that waits for its day is 'scheduled': shelf_from puts it on the shelf, shelf_until takes it off. The recycle
 * bin is archived_at, as everywhere in the catalogue: nothing is deleted.
 */
const PRODUCTS = `
  alter table spus drop constraint spus_kind_check, alter column kind set default 'physical';
  update spus set kind = 'physical' where kind = 'goods';
  alter table spus
    add constraint spus_kind_known check (kind in ('physical', 'virtual', 'card_secret', 'service')),
    drop constraint spus_state_check,
    add constraint spus_state_known check (state in ('draft', 'scheduled', 'on_shelf', 'off_shelf')),
    drop constraint spus_check1,
    add constraint spus_shelf_has_day check (state in ('draft', 'scheduled') or on_shelf_at is not null),
    add column brand_id uuid references brands (id),
    -- HTML that went through the allow-list on its way in; nothing else is ever stored.
    add column detail_html text not null default '' constraint spus_detail_length check (length(detail_html) <= 60000),
    add column video jsonb,
    add column shelf_from timestamptz,
    add column shelf_until timestamptz,
    add constraint spus_scheduled_has_day check (state <> 'scheduled' or shelf_from is not null),
    add constraint spus_shelf_days_in_order check (shelf_until is null or shelf_from is null or shelf_until > shelf_from);
  create index spus_of_brand on spus (brand_id) where archived_at is null;
  create index spus_to_shelve on spus (shelf_from) where state = 'scheduled' and archived_at is null;
  create index spus_to_unshelve on spus (shelf_until) where state = 'on_shelf' and shelf_until is not null and archived_at is null;
  create index spus_archived on spus (archived_at desc, id desc) where archived_at is not null;
`

/** An attribute belongs to a category and holds for everything below it. */
const ATTRIBUTES = `
  create table attributes (
    id uuid primary key,
    category_id uuid not null references categories (id),
    name text not null constraint attributes_name_length check (length(name) between 1 and 20),
    -- choice: one value of the list; choices: several; text: words of its own, never a filter.
    kind text not null constraint attributes_kind_known check (kind in ('choice', 'choices', 'text')),
    filterable boolean not null,
    required boolean not null,
    position integer not null,
    version integer not null default 1 check (version > 0),
    created_at timestamptz not null,
    archived_at timestamptz,
    constraint attributes_text_is_no_filter check (kind <> 'text' or not filterable)
  );
  create unique index attributes_name_once on attributes (category_id, name) where archived_at is null;

  create table attribute_values (
    id uuid primary key,
    attribute_id uuid not null references attributes (id),
    name text not null constraint attribute_values_name_length check (length(name) between 1 and 40),
    position integer not null,
    archived_at timestamptz
  );
  create unique index attribute_values_name_once on attribute_values (attribute_id, name) where archived_at is null;

  create table spu_attribute_values (
    spu_id uuid not null references spus (id),
    attribute_id uuid not null references attributes (id),
    value_id uuid references attribute_values (id),
    words text constraint spu_attribute_values_words_length check (length(words) between 1 and 80),
    constraint spu_attribute_values_one_of_both check ((value_id is null) <> (words is null)),
    constraint spu_attribute_values_once unique nulls not distinct (spu_id, attribute_id, value_id)
  );
  create index spu_attribute_values_of_value on spu_attribute_values (value_id);
`

const TAGS = `
  create table tags (
    id uuid primary key,
    name text not null constraint tags_name_length check (length(name) between 1 and 10),
    -- Shown on cards; otherwise only operators see it.
    shown boolean not null,
    position integer not null default 0,
    version integer not null default 1 check (version > 0),
    created_at timestamptz not null,
    archived_at timestamptz
  );
  create unique index tags_name_once on tags (name) where archived_at is null;

  create table spu_tags (
    spu_id uuid not null references spus (id),
    tag_id uuid not null references tags (id),
    primary key (spu_id, tag_id)
  );
  create index spu_tags_of_tag on spu_tags (tag_id);

  create table spu_related (
    spu_id uuid not null references spus (id),
    related_id uuid not null references spus (id),
    position integer not null,
    primary key (spu_id, related_id),
    constraint spu_related_to_another check (spu_id <> related_id)
  );
`
