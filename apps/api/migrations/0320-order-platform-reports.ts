import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * What the wallets were told of the orders that were paid inside their mini programs, one row for each settled term: WeChat
 * counts by payment, and an order may have several. The fingerprint of what was told stands here and not its words; those are
 * made anew of the order whenever it is told. `sent` is what went out and was not answered.
 */
export class OrderPlatformReports1700000000320 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table platform_reports (
        term_id uuid primary key references order_terms (id),
        order_id uuid not null references orders (id),
        member_id uuid not null,
        platform text not null constraint platform_reports_platform_known check (platform in ('weixin', 'alipay')),
        attempt_no text not null constraint platform_reports_attempt_once unique,
        paid_at timestamptz not null,
        state text not null default 'waiting' constraint platform_reports_state_known check (state in
          ('awaiting', 'waiting', 'failed', 'uploaded', 'changed', 'given_up', 'dropped')),
        -- moves with everything that happens to the order, so that an answer about what was before is known as such
        wanted integer not null default 1 constraint platform_reports_wanted_positive check (wanted > 0),
        told text,
        told_at timestamptz,
        told_whole boolean not null default false,
        changes integer not null default 0 constraint platform_reports_one_change check (changes between 0 and 1),
        sent text,
        sent_at timestamptz,
        sent_whole boolean not null default false,
        tries integer not null default 0 constraint platform_reports_tries_not_negative check (tries >= 0),
        next_at timestamptz,
        -- somebody is telling until then; whoever died on it is waited for no longer
        busy_until timestamptz,
        problem text,
        receipt_at timestamptz,
        receipt_tries integer not null default 0 constraint platform_reports_receipt_tries check (receipt_tries >= 0),
        constraint platform_reports_due_while_open check ((next_at is not null) = (state in ('waiting', 'failed'))),
        constraint platform_reports_told_by_state check (
          (told is null) = (told_at is null) and (state in ('uploaded', 'changed')) <= (told is not null)
          and told_whole <= (told is not null) and (changes > 0) <= told_whole),
        constraint platform_reports_problem_by_state check ((problem is not null) = (state in ('failed', 'given_up')))
      );
      create index platform_reports_due on platform_reports (next_at) where next_at is not null;
      create index platform_reports_of_order on platform_reports (order_id);
      create index platform_reports_receipts on platform_reports (receipt_at) where receipt_at is not null;
      create index platform_reports_unheard on platform_reports (paid_at, term_id)
        where not told_whole or state in ('failed', 'given_up');

      create table platform_order_paths (
        app_id text primary key,
        path text not null constraint platform_order_paths_not_empty check (path <> ''),
        told_at timestamptz not null
      );
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
