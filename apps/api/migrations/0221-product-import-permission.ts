import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Who may write products may write many of them at once; a shop that wants it otherwise takes it from a role. */
export class ProductImportPermission1700000000221 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      insert into role_permissions (role_code, permission)
      select role_code, 'product.import' from role_permissions where permission = 'product.write'
      on conflict do nothing`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
