import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What operators need to edit the catalogue: values that rest and come back, permits, a list of pictures. */
export class CatalogEditing1700000000110 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(OPTIONS)
    await runner.query(CODES)
    await runner.query(PERMITS)
    await runner.query(MEDIA)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}

/**
 * A value that is taken away rests without a place instead of being deleted: SKUs that were sold name it, and the same
 * combination chosen again finds its old self with its stock and its price history. Values change places within one
 * transaction, so their uniqueness is looked at when it ends.
 */
const OPTIONS = `
  alter table spu_options
    add column archived_at timestamptz,
    alter column position drop not null,
    drop constraint spu_options_spu_id_position_key,
    drop constraint spu_options_spu_id_name_key,
    add constraint spu_options_place_once unique (spu_id, position) deferrable initially deferred,
    add constraint spu_options_name_once unique (spu_id, name) deferrable initially deferred,
    add constraint spu_options_rest_without_place check ((archived_at is null) = (position is not null));
  alter table spu_option_values
    add column archived_at timestamptz,
    alter column position drop not null,
    drop constraint spu_option_values_option_id_position_key,
    drop constraint spu_option_values_option_id_name_key,
    add constraint spu_option_values_place_once unique (option_id, position) deferrable initially deferred,
    add constraint spu_option_values_name_once unique (option_id, name) deferrable initially deferred,
    add constraint spu_option_values_rest_without_place check ((archived_at is null) = (position is not null));
`

/** Two SKUs of one product may trade their codes in one save. */
const CODES = `
  alter table skus
    drop constraint skus_external_code_key,
    drop constraint skus_barcode_key,
    drop constraint skus_spu_id_option_key_key,
    add constraint skus_external_code_key unique (external_code) deferrable initially immediate,
    add constraint skus_barcode_key unique (barcode) deferrable initially immediate,
    add constraint skus_spu_id_option_key_key unique (spu_id, option_key) deferrable initially immediate;
`

const PERMITS = `
  alter table categories add constraint categories_permit_kind_known
    check (permit_kind in ('food', 'alcohol', 'medical_device', 'publication', 'other'));
  create table permits (
    id uuid primary key,
    kind text not null check (kind in ('business', 'food', 'alcohol', 'medical_device', 'publication', 'other')),
    title text not null check (length(title) between 1 and 60),
    number text not null check (length(number) between 1 and 60),
    picture jsonb,
    valid_from date not null,
    -- The last day it holds, by the shop's calendar; null: without an end.
    valid_to date,
    shown boolean not null,
    version integer not null default 1 check (version > 0),
    created_at timestamptz not null,
    archived_at timestamptz,
    check (valid_to is null or valid_to >= valid_from)
  );
  create index permits_of_kind on permits (kind, valid_from) where archived_at is null;
`

const MEDIA = `
  alter table media
    drop constraint media_purpose_check,
    add constraint media_purpose_check check (purpose in ('product', 'category', 'banner', 'permit'));
  create index media_newest on media (created_at desc, id desc);
  create index media_newest_of_purpose on media (purpose, created_at desc, id desc);
`
