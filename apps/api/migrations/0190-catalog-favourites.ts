import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What a member keeps of the catalogue: the goods they saved, and those they looked at last. */
export class Favourites1700000000190 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- One row a member: changes of what they keep take turns on it, and the limit is its own check.
      create table member_shelves (
        member_id uuid primary key,
        favourites integer not null constraint member_shelves_bounded check (favourites between 0 and 500)
      );

      create table favourites (
        member_id uuid not null,
        spu_id uuid not null references spus (id),
        -- What it cost and whether it could be bought when it was saved: what has changed since is told against this.
        price_fen bigint not null constraint favourites_price_not_negative check (price_fen >= 0),
        in_stock boolean not null,
        created_at timestamptz not null,
        primary key (member_id, spu_id)
      );
      create index favourites_newest on favourites (member_id, created_at desc, spu_id desc);
      create index favourites_of_product on favourites (spu_id);

      create table browse_history (
        member_id uuid not null,
        spu_id uuid not null references spus (id),
        viewed_at timestamptz not null,
        primary key (member_id, spu_id)
      );
      create index browse_history_newest on browse_history (member_id, viewed_at desc, spu_id desc);
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
