import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * An unpaid order holds stock that nobody else can buy, so a member has twenty places for them and no more: each unpaid
 * order sits on one, and gives it up when it is paid or closed.
 */
export class UnpaidOrders1700000000085 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table orders add column unpaid_slot smallint constraint orders_unpaid_limit check (unpaid_slot between 1 and 20);
      update orders o set unpaid_slot = s.slot
        from (select id, row_number() over (partition by member_id order by created_at, id) as slot
                from orders where state in ('pending_payment', 'closing')) s
       where s.id = o.id and s.slot <= 20;
      create unique index orders_unpaid_slot on orders (member_id, unpaid_slot) where unpaid_slot is not null;
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
