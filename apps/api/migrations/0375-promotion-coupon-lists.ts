import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Coupons of one template are many hundred thousand where a code goes round: their list by state, what became of them, and
 * how many came to somebody each day are read by an index alone.
 */
export class PromotionCouponLists1700000000375 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index coupons_of_template_by_state on coupons (template_id, state, created_at desc, id desc) include (until_at);
      create index coupons_of_template_had on coupons (template_id, had_at) where had_at is not null;
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
