import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Whoever answers buyers or counts the money may look at somebody's balance. */
export class PaymentStoredPermission1700000000351 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      insert into role_permissions (role_code, permission)
      select code, 'stored.read' from roles where code in ('operations', 'service', 'finance')
      on conflict do nothing`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
