import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Looking at the media library is a permission of its own; whoever could bring pictures could look at them, and still can. */
export class MediaReadPermission1700000000222 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      insert into role_permissions (role_code, permission)
      select role_code, 'media.read' from role_permissions where permission = 'media.write'
      on conflict do nothing`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
