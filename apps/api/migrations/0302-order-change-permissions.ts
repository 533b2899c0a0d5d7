import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Who answers for orders may cancel what was paid; no role is made for it. */
export class OrderChangePermissions1700000000302 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      insert into role_permissions (role_code, permission)
      select code, 'order.cancel' from roles where code in ('operations', 'service')
      on conflict do nothing`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
