import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Kinds of orders: a plain one says nothing more, any other what it belongs to and the rules it lives by; one that fell through gives everything back. */
export class OrderKinds1700000000396 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table orders
        add constraint orders_kind_shape check (kind ~ '^[a-z][a-z-]{1,23}$'),
        add constraint orders_plain_is_no_activity check (kind <> 'normal' or (kind_ref is null and kind_snapshot is null)),
        add constraint orders_kind_is_whole check (kind = 'normal' or (kind_ref <> '' and kind_snapshot ? 'policy') is true);
      create index orders_by_kind on orders (kind, created_at desc, id desc) where kind <> 'normal';
      create index orders_of_activity on orders (kind_ref) where kind_ref is not null;

      alter table order_refunds
        drop constraint order_refunds_cause_known,
        add constraint order_refunds_cause_known
          check (cause in ('after_sale', 'cancelled', 'address', 'exchange', 'replacement_lost', 'kind'));
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
