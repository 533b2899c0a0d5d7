import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * The rule that no two prices of one list and quantity hold on one day stays; its key is one text now. Over three columns
 * the index was taken for cheaper than the btree of the SKU by every statement that reads a price, and where keys lie close
 * together it reads a thousand pages for one: keys made in one batch share the bits by which it tells neighbours apart.
 */
export class CatalogPriceGuard1700000000245 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table sku_prices drop constraint sku_prices_sku_id_list_min_qty_valid_excl;
      alter table sku_prices add constraint sku_prices_sku_id_list_min_qty_valid_excl
        exclude using gist ((sku_id::text || ' ' || list || ' ' || min_qty::text) with =, valid with &&);
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
