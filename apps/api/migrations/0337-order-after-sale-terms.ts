import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What both sides of an after-sale were told when it began; cases from before this was a setting began with what always held. */
export class OrderAfterSaleTerms1700000000337 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table after_sales add column terms jsonb not null default '{
        "answerMs": 172800000, "evidenceMs": 259200000, "payDifferenceMs": 259200000, "sendBackMs": 604800000, "inspectMs": 604800000,
        "resendMs": 604800000, "receiveMs": 864000000, "unsignedMs": 2592000000, "complainMs": 604800000, "arbitrateMs": 259200000}';
      alter table after_sales alter column terms drop default,
        add constraint after_sales_terms_whole check (terms ?& array['answerMs', 'evidenceMs', 'payDifferenceMs', 'sendBackMs',
          'inspectMs', 'resendMs', 'receiveMs', 'unsignedMs', 'complainMs', 'arbitrateMs']);`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
