import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Whoever counts the money reconciles it; whoever answers for the shop looks on and is the second pair of eyes. */
export class PaymentReconciliationPermissions1700000000360 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      insert into role_permissions (role_code, permission)
      select r.code, p.permission from roles r
        cross join (values ('reconciliation.read'), ('reconciliation.resolve'), ('reconciliation.approve')) as p (permission)
       where r.code = 'finance'
      union all
      select r.code, p.permission from roles r
        cross join (values ('reconciliation.read'), ('reconciliation.approve')) as p (permission)
       where r.code = 'operations'
      on conflict do nothing`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
