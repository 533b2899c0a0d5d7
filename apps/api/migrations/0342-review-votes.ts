import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Who found a review helpful, once each; the number beside a review is counted from here, so that it cannot drift. */
export class ReviewVotes1700000000342 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table review_votes (
        review_id uuid not null constraint review_votes_review_exists references reviews (id),
        member_id uuid not null,
        voted_at timestamptz not null,
        constraint review_votes_once primary key (review_id, member_id)
      );
      create index review_votes_of_member on review_votes (member_id, review_id);
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
