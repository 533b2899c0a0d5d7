import type { MigrationInterface, QueryRunner } from 'typeorm'

/** A refund may be made again after its last try, by a person who has put right why its channel closed it. */
export class PaymentRefundRounds1700000000339 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table refunds
        drop constraint refunds_tries_bounded,
        add constraint refunds_tries_bounded check (try_no between 1 and 100);
      insert into role_permissions (role_code, permission)
      select code, 'order.refund' from roles where code in ('operations', 'finance')
      on conflict do nothing;`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
