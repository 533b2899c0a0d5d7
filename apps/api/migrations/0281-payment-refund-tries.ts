import type { MigrationInterface, QueryRunner } from 'typeorm'

/** A refund that its channel ended is made again, under a number that follows from the same facts and the try. */
export class PaymentRefundTries1700000000281 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table refunds
        add column try_no smallint not null default 1 constraint refunds_tries_bounded check (try_no between 1 and 5),
        drop constraint refunds_once,
        add constraint refunds_once unique (attempt_id, cause, reference, try_no);
      create unique index refunds_one_live on refunds (attempt_id, cause, reference) where state <> 'closed';
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
