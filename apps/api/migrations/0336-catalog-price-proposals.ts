import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Price lists with a price below its floor: kept as they were proposed, until somebody else agrees. */
export class CatalogPriceProposals1700000000336 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table price_proposals (
        id uuid primary key,
        spu_id uuid not null references spus (id),
        -- of the product its maker saw: what changed since is not agreed to
        version integer not null constraint price_proposals_version_positive check (version > 0),
        -- the whole set, as a save would send it
        rows jsonb not null constraint price_proposals_has_rows check (jsonb_typeof(rows) = 'array' and jsonb_array_length(rows) > 0),
        state text not null constraint price_proposals_state_known check (state in ('waiting', 'agreed', 'refused', 'withdrawn')),
        maker_id uuid not null,
        checker_id uuid constraint price_proposals_checked_by_another check (checker_id <> maker_id),
        proposed_at timestamptz not null,
        decided_at timestamptz,
        constraint price_proposals_decided_has_time check ((state = 'waiting') = (decided_at is null)),
        constraint price_proposals_decided_has_checker check ((state in ('agreed', 'refused')) = (checker_id is not null))
      );
      create unique index price_proposals_one_waits on price_proposals (spu_id) where state = 'waiting';
      create index price_proposals_of_product on price_proposals (spu_id, proposed_at desc);
      insert into role_permissions (role_code, permission)
      select code, 'product.floor' from roles where code = 'operations' on conflict do nothing`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
