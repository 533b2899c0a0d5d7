import type { ProductForm } from '@jishi/contracts/catalog/catalog-editing.schema'
import type { Instant } from '@jishi/kernel/time'
import type { Sql } from '../../infra/database/sql.js'

type FormSku = Omit<ProductForm['skus'][number], 'onHand' | 'reserved' | 'available'>
/** A product as its editor needs it, cost included; its stock is not the catalogue's to tell. */
export type ProductEditing = Omit<ProductForm, 'skus' | 'keywords' | 'shelfFrom' | 'shelfUntil'> & {
  keywords: string
  skus: FormSku[]
  shelfFrom: Instant | null
  shelfUntil: Instant | null
}

/** What the editor's fields of brand, tags, attributes, kindred goods, text, film and days start from. */
const LABELS = `
  s.brand_id as "brandId", s.featured as weight, s.detail_html as "detailHtml", s.video,
  s.shelf_from as "shelfFrom", s.shelf_until as "shelfUntil", s.freight_template_id as "freightTemplateId",
  coalesce((
    select jsonb_agg(t.id order by t.position, t.id) from spu_tags st join tags t on t.id = st.tag_id and t.archived_at is null
     where st.spu_id = s.id), '[]') as "tagIds",
  coalesce((
    select jsonb_agg(jsonb_build_object('attributeId', a.id, 'valueIds', given."valueIds", 'words', given.words)
                     order by a.position, a.id)
      from (
        select sv.attribute_id, max(sv.words) as words,
               coalesce(jsonb_agg(sv.value_id order by v.position, v.id) filter (where sv.value_id is not null), '[]') as "valueIds"
          from spu_attribute_values sv left join attribute_values v on v.id = sv.value_id
         where sv.spu_id = s.id group by sv.attribute_id) given
      join attributes a on a.id = given.attribute_id
      join categories above on above.id = a.category_id
     where starts_with(c.path, above.path)), '[]') as attributes,
  coalesce((
    select jsonb_agg(jsonb_build_object('id', o.id, 'title', o.title, 'picture', o.pictures -> 0, 'state', o.state)
                     order by r.position)
      from spu_related r join spus o on o.id = r.related_id and o.archived_at is null
     where r.spu_id = s.id), '[]') as related`

/**
 * One product in one statement, undefined when missing or archived. Archived SKUs come along while all their values are
 * still offered: choosing such a combination again brings them back.
 */
export const productEditing = (reader: Sql, id: string): Promise<ProductEditing | undefined> =>
  reader.maybe<ProductEditing>(
    `select s.id, s.version, s.state, s.kind, ${LABELS}, s.title, s.subtitle, s.category_id as "categoryId", s.origin, s.keywords, s.services,
            s.no_reason_return as "noReasonReturn", s.parameters, s.paragraphs, s.pictures, s.detail_pictures as "detailPictures",
            coalesce((
              select jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name, 'values', (
                       select jsonb_agg(jsonb_build_object('id', v.id, 'name', v.name) order by v.position)
                         from spu_option_values v where v.option_id = o.id and v.archived_at is null)) order by o.position)
                from spu_options o where o.spu_id = s.id and o.archived_at is null), '[]') as options,
            coalesce((
              select jsonb_agg(jsonb_build_object('id', k.id, 'values', coalesce(n.names, '[]'), 'externalCode', k.external_code,
                       'barcode', k.barcode, 'priceFen', p.price_fen, 'costFen', k.cost_fen, 'floorFen', k.floor_fen,
                       'weightG', k.weight_g, 'volumeCm3', k.volume_cm3, 'picture', k.picture, 'onSale', k.on_sale, 'archived', k.archived_at is not null)
                       order by k.archived_at nulls first, k.position)
                from skus k
                join sku_prices p on p.sku_id = k.id and p.list = 'base' and p.min_qty = 1 and upper_inf(p.valid)
                cross join lateral (
                  select jsonb_agg(v.name order by o.position) as names, count(*) as offered
                    from spu_option_values v join spu_options o on o.id = v.option_id
                   where v.id = any(k.value_ids) and v.archived_at is null and o.archived_at is null) n
               where k.spu_id = s.id and n.offered = cardinality(k.value_ids)
                 and n.offered = (select count(*) from spu_options o where o.spu_id = s.id and o.archived_at is null)), '[]') as skus
       from spus s join categories c on c.id = s.category_id where s.id = $1 and s.archived_at is null`,
    [id],
  )
