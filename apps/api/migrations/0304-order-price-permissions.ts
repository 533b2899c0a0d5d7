import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Who answers for orders may change what an unpaid one costs; beyond the limit, whoever counts the money agrees to it. */
export class OrderPricePermissions1700000000304 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      insert into role_permissions (role_code, permission)
      select code, 'order.price' from roles where code in ('operations', 'service')
      union all
      select code, 'order.price-approve' from roles where code in ('operations', 'finance')
      on conflict do nothing`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
