import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Words of titles and names are kept under marks of their own instead of under weights, so the copy is made anew. Until it
 * is, rows of the old kind are found as before and only rank with those that have the word anywhere.
 */
export class SearchMarks1700000000228 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `insert into search_rebuilds (begun_at) select now() where exists (select 1 from product_search)
       on conflict (id) do update set begun_at = excluded.begun_at, behind = null, done_at = null`,
    )
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
