import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * The words of every fourth product once more. GIN gathers all rows of a word before it gives the first one, which for a common word
 * took longer than counting what may be chosen; in a quarter there are enough of it, and four times fewer to gather.
 */
export class SearchQuarter1700000000409 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index product_search_words_quarter on product_search using gin (words) with (fastupdate = off)
       where uuid_hash(spu_id) % 4 = 0`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
