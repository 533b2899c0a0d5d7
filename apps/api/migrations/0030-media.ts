import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Pictures: the row says what a file is, the file lies in the store under the same random id. */
export class Media1700000000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table media (
        id text primary key check (id ~ '^[A-Za-z0-9_-]{22}$'),
        name text not null check (length(name) <= 120),
        purpose text not null check (purpose in ('product', 'category', 'banner')),
        width integer not null check (width between 1 and 20000),
        height integer not null check (height between 1 and 20000),
        colour text not null check (colour ~ '^#[0-9a-f]{6}$'),
        bytes bigint not null check (bytes > 0),
        created_at timestamptz not null
      );
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
