import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Price lists by level, store and channel, tiers by quantity, prices for some days, and the reason kept on the order's line. */
export class PriceLists1700000000170 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LISTS)
    await runner.query(TURNS)
    await runner.query(REASON)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}

/**
 * The names are those of PRICE_LIST_PATTERN in the contracts. A limited price is declared: it has both its days, and what
 * stands beside it is cut around it, so that of one list and tier exactly one row is in force at a time (the EXCLUDE).
 */
const LISTS = `
  alter table sku_prices
    add column limited boolean not null default false,
    add constraint sku_prices_list_known check (
      list ~ '^(base|market|level:[1-9]|store:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|channel:(h5|mp-weixin|mp-alipay))$'),
    add constraint sku_prices_limited_has_days check (
      not limited or (lower(valid) is not null and upper(valid) is not null)),
    add constraint sku_prices_some_days check (not isempty(valid));
  create index sku_prices_of_sku on sku_prices (sku_id);
  create index sku_prices_limited on sku_prices (sku_id) where limited;
`

/** The next moment at which the price everybody is offered may change by the clock; what is due is found by this index alone. */
const TURNS = `
  alter table spus add column price_turns_at timestamptz;
  create index spus_price_turns on spus (price_turns_at) where price_turns_at is not null;
`

/** Which list, tier and kind of price stage 1 took a line's price from, as the code under which it stands on the receipt. */
const REASON = `
  alter table order_lines
    add column unit_rule text not null default 'unit.base.1',
    add constraint order_lines_unit_rule_known check (unit_rule ~ '^unit\\.[^.]+\\.[1-9][0-9]*(\\.limited)?$');
`
