import type { MigrationInterface, QueryRunner } from 'typeorm'
import { appendOnly } from '../src/infra/database/append-only.js'

/** Settings an operator changes while the shop runs; every version that ever held is kept. */
export class Settings1700000000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table settings (
        key text primary key,
        version integer not null check (version > 0),
        value jsonb not null,
        updated_at timestamptz not null
      );

      create table setting_versions (
        key text not null references settings (key),
        version integer not null check (version > 0),
        value jsonb not null,
        changed_at timestamptz not null,
        changed_by text not null,
        primary key (key, version)
      );
      ${appendOnly('setting_versions')}
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
