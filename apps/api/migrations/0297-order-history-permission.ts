import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Whoever answers for orders or counts the money may look at how an order was at any moment. */
export class OrderHistoryPermission1700000000297 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      insert into role_permissions (role_code, permission)
      select code, 'order.history' from roles where code in ('operations', 'service', 'finance')
      on conflict do nothing`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
