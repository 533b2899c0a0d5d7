import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What a platform's check said of a review, and what went back of the lines that may be written about. */
export class ReviewVerdicts1700000000332 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table review_parts add column verdict text
        constraint review_parts_verdict_known check (verdict in ('pass', 'unknown', 'review', 'risky'));

      -- How many pieces were bought; lines from before this was told have none and count as kept.
      alter table reviewable_lines add column qty integer constraint reviewable_lines_qty_positive check (qty > 0);

      -- Pieces that went back, as orders told it; they may be heard of before the line itself.
      create table reviewable_lines_back (
        refund_id uuid not null,
        line_id uuid not null,
        qty integer not null constraint reviewable_lines_back_qty_counted check (qty > 0),
        primary key (refund_id, line_id)
      );
      create index reviewable_lines_back_of_line on reviewable_lines_back (line_id);`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
