import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Several wallets: who is to pay where an app wants to know it, what the channel calls the payment by (an address, a
 * prepared payment, a trade), and when it was last told of it. An attempt that an address may still revive after it was
 * closed here is looked at once more, so what is due is no longer only what is live.
 */
export class PaymentByPlatform1700000000090 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table payment_attempts rename column pay_url to handle;
      alter table payment_attempts add column payer text check (payer <> ''), add column called_at timestamptz;
      drop index payment_attempts_due;
      create index payment_attempts_due on payment_attempts (next_query_at) where next_query_at is not null;
      -- where a payer was is needed by a retry only
      update payment_attempts set request = request - 'clientIp' where state in ('closed', 'succeeded');
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
