import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Payments, refunds and incidents are read as lists, newest first; what only a person can end is ended by one, with a reason. */
export class PaymentDesk1700000000364 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index payment_attempts_recent on payment_attempts (created_at desc, id desc);
      create index payment_attempts_by_state on payment_attempts (state, created_at desc, id desc);
      create index payment_attempts_by_channel on payment_attempts (channel, created_at desc, id desc);
      create index payment_attempts_by_txn on payment_attempts (channel_txn) where channel_txn is not null;
      create index refunds_recent on refunds (created_at desc, id desc);
      create index refunds_by_state on refunds (state, created_at desc, id desc);
      create index refunds_by_channel_id on refunds (channel_refund_id) where channel_refund_id is not null;
      create index payment_incidents_recent on payment_incidents (opened_at desc, id desc);
      create index payment_incidents_waiting on payment_incidents (opened_at desc, id desc) where resolved_at is null;
      create index payment_incidents_reference on payment_incidents (reference);

      alter table payment_incidents
        add column resolution text,
        add column resolved_by uuid,
        -- as they were called then: who has left is still named
        add column resolved_by_name text,
        add constraint payment_incidents_reason_whole check (
          (resolution is null) = (resolved_by is null) and (resolution is null) = (resolved_by_name is null)
          and (resolution is null or (resolution <> '' and resolved_at is not null)));

      insert into role_permissions (role_code, permission)
      select code, 'payment.read' from roles where code in ('operations', 'finance', 'service')
      union all
      select code, 'payment.handle' from roles where code in ('operations', 'finance')
      union all
      select code, 'payment.notice' from roles where code = 'finance'
      union all
      select code, 'ledger.read' from roles where code = 'finance'
      on conflict do nothing;`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
