import type { MigrationInterface, QueryRunner } from 'typeorm'

/** A line leaves in several parcels: what has ended of it is rows of their own, what is still held is one. */
export class InventoryPieces1700000000265 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table stock_reservations drop constraint stock_reservations_line_once;
      create unique index stock_reservations_line_once
        on stock_reservations (owner_kind, owner_id, line_id, sku_id, location_id) where state in ('held', 'firm');
      create index stock_reservations_of_owner on stock_reservations (owner_kind, owner_id);
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
