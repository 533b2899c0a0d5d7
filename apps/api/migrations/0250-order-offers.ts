import type { MigrationInterface, QueryRunner } from 'typeorm'

/** An order that holds a coupon or a limited promotion says so, so that paying and closing ask nobody else in vain; gifts are lines. */
export class OrderOffers1700000000250 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table orders add column draws_offers boolean not null default false;
      alter table order_lines
        add column role text not null default 'main' constraint order_lines_role_known check (role in ('main', 'gift')),
        add constraint order_lines_gift_is_free check (
          (role = 'gift') = (gift_of_line_id is not null) and (role = 'main' or payable_fen = 0 and gift_value_fen is not null));
      create index order_lines_gifts on order_lines (gift_of_line_id) where gift_of_line_id is not null;
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
