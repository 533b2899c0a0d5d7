import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Whoever runs the shop or counts its money may take the list of orders away as a table; receivers stay masked in it. */
export class OrderExportPermission1700000000315 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      insert into role_permissions (role_code, permission)
      select code, 'order.export' from roles where code in ('operations', 'finance')
      on conflict do nothing`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
