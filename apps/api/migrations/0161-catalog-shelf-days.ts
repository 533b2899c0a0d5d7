import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Labels of six options, who saved a product last, and why one whose day came stayed off the shelf. */
export class CatalogShelfDays1700000000161 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table skus
        drop constraint skus_label_check,
        add constraint skus_label_length check (length(label) <= 260);
      alter table spus
        -- For the operator whose save comes second: whose was first, by the name they had then.
        add column edited_at timestamptz,
        add column edited_by text,
        add column shelf_refusal text constraint spus_shelf_refusal_known
          check (shelf_refusal in ('PERMIT_MISSING', 'PRODUCT_INCOMPLETE')),
        add constraint spus_refused_is_off_shelf check (shelf_refusal is null or state in ('draft', 'off_shelf')),
        add constraint spus_weight_known check (featured between 0 and 9999),
        add constraint spus_on_shelf_waits_no_more check (state <> 'on_shelf' or shelf_from is null);
      create index spus_refused on spus (id) where shelf_refusal is not null and archived_at is null;
      create index spu_attribute_values_of_attribute on spu_attribute_values (attribute_id, spu_id);
      create index spu_related_of_related on spu_related (related_id);
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
