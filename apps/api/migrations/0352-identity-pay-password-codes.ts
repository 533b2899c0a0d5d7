import type { MigrationInterface, QueryRunner } from 'typeorm'

/** A code proves whose phone it is before a payment password is set or a forgotten one is set anew. */
export class IdentityPayPasswordCodes1700000000352 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table sms_codes
        drop constraint sms_codes_purpose_check,
        add constraint sms_codes_purpose_check check (purpose in ('sign_in', 'bind_phone', 'pay_password'))`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
