import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Freight templates, prices that do not go with full reduction, and price lists for new members and holders of a paid card. */
export class CatalogFreight1700000000230 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TEMPLATES)
    await runner.query(PRICES)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}

/** Rates are read and written as one: a list of regions, each with its first units, what they cost, and so on. */
const TEMPLATES = `
  create table freight_templates (
    id uuid primary key,
    version integer not null default 1 check (version > 0),
    name text not null constraint freight_templates_name_length check (char_length(name) between 1 and 40),
    unit text not null constraint freight_templates_unit_known check (unit in ('order', 'piece', 'weight', 'volume')),
    rates jsonb not null constraint freight_templates_has_rates check (jsonb_typeof(rates) = 'array' and jsonb_array_length(rates) between 1 and 60),
    no_delivery_prefixes text[] not null default '{}',
    created_at timestamptz not null,
    updated_at timestamptz not null,
    archived_at timestamptz
  );
  create unique index freight_templates_name_once on freight_templates (name) where archived_at is null;
  alter table spus add constraint spus_freight_template_known foreign key (freight_template_id) references freight_templates (id);
  create index spus_of_freight_template on spus (freight_template_id) where freight_template_id is not null;
`

const PRICES = `
  alter table sku_prices
    add column alone boolean not null default false,
    drop constraint sku_prices_list_known,
    add constraint sku_prices_list_known check (
      list ~ '^(base|market|new_member|card|level:[1-9]|store:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|channel:(h5|mp-weixin|mp-alipay))$');
`
