import type { ProductForm } from '@jishi/contracts/catalog/catalog-editing.schema'
import type { Sql } from '../../infra/database/sql.js'

type FormSku = Omit<ProductForm['skus'][number], 'onHand' | 'reserved' | 'available'>
/** A product as its editor needs it, cost included; its stock is not the catalogue's to tell. */
export type ProductEditing = Omit<ProductForm, 'skus' | 'keywords'> & { keywords: string; skus: FormSku[] }

/**
 * One product in one statement, undefined when missing or archived. Archived SKUs come along while all their values are
 * still offered: choosing such a combination again brings them back.
 */
export const productEditing = (reader: Sql, id: string): Promise<ProductEditing | undefined> =>
  reader.maybe<ProductEditing>(
    `select s.id, s.version, s.state, s.kind, s.title, s.subtitle, s.category_id as "categoryId", s.origin, s.keywords, s.services,
            s.no_reason_return as "noReasonReturn", s.parameters, s.paragraphs, s.pictures, s.detail_pictures as "detailPictures",
            coalesce((
              select jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name, 'values', (
                       select jsonb_agg(jsonb_build_object('id', v.id, 'name', v.name) order by v.position)
                         from spu_option_values v where v.option_id = o.id and v.archived_at is null)) order by o.position)
                from spu_options o where o.spu_id = s.id and o.archived_at is null), '[]') as options,
            coalesce((
              select jsonb_agg(jsonb_build_object('id', k.id, 'values', coalesce(n.names, '[]'), 'externalCode', k.external_code,
                       'barcode', k.barcode, 'priceFen', p.price_fen, 'costFen', k.cost_fen, 'weightG', k.weight_g,
                       'picture', k.picture, 'onSale', k.on_sale, 'archived', k.archived_at is not null)
                       order by k.archived_at nulls first, k.position)
                from skus k
                join sku_prices p on p.sku_id = k.id and p.list = 'base' and p.min_qty = 1 and upper_inf(p.valid)
                cross join lateral (
                  select jsonb_agg(v.name order by o.position) as names, count(*) as offered
                    from spu_option_values v join spu_options o on o.id = v.option_id
                   where v.id = any(k.value_ids) and v.archived_at is null and o.archived_at is null) n
               where k.spu_id = s.id and n.offered = cardinality(k.value_ids)
                 and n.offered = (select count(*) from spu_options o where o.spu_id = s.id and o.archived_at is null)), '[]') as skus
       from spus s where s.id = $1 and s.archived_at is null`,
    [id],
  )
