import type { MigrationInterface, QueryRunner } from 'typeorm'

/** The words of every sixteenth product once more: at a million SKUs a quarter of a common word is still a long list to gather. */
export class SearchSixteenth1700000000410 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index product_search_words_sixteenth on product_search using gin (words) with (fastupdate = off)
       where uuid_hash(spu_id) % 16 = 0`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
