import type { Sql } from '../../infra/database/sql.js'
import { relatedOf } from './product-labels.query.js'

type Snapshot = Readonly<Record<string, unknown>>

/** What the audit log compares: every fact an operator can change, pictures by id, SKUs by their codes, rich text by its print. */
export const productSnapshot = (reader: Sql, spuId: string): Promise<Snapshot> =>
  reader.one<Snapshot>(
    `select s.kind, s.title, s.subtitle, s.category_id as "categoryId", s.origin, s.keywords, s.services, s.parameters, s.paragraphs,
            s.no_reason_return as "noReasonReturn", jsonb_path_query_array(s.pictures, '$[*].id') as pictures,
            jsonb_path_query_array(s.detail_pictures, '$[*].id') as "detailPictures",
            s.brand_id as "brandId", s.featured as weight, s.video ->> 'id' as "videoId", s.shelf_from as "shelfFrom",
            s.shelf_until as "shelfUntil", s.freight_template_id as "freightTemplateId", length(s.detail_html) as "detailLength", md5(s.detail_html) as "detailPrint",
            (select jsonb_agg(st.tag_id order by st.tag_id) from spu_tags st where st.spu_id = s.id) as "tagIds",
            (select jsonb_agg(jsonb_build_object('name', a.name, 'value', coalesce(v.name, sv.words)) order by a.id, v.id)
               from spu_attribute_values sv join attributes a on a.id = sv.attribute_id
               left join attribute_values v on v.id = sv.value_id where sv.spu_id = s.id) as attributes,
            ${relatedOf('s.id')} as "relatedIds",
            (select jsonb_agg(jsonb_build_object('id', k.id, 'label', k.label, 'externalCode', k.external_code, 'barcode', k.barcode,
                      'priceFen', p.price_fen, 'costFen', k.cost_fen, 'floorFen', k.floor_fen, 'weightG', k.weight_g, 'volumeCm3', k.volume_cm3, 'picture', k.picture ->> 'id',
                      'onSale', k.on_sale, 'archived', k.archived_at is not null) order by k.position, k.id)
               from skus k join sku_prices p on p.sku_id = k.id and p.list = 'base' and p.min_qty = 1 and upper_inf(p.valid)
              where k.spu_id = s.id) as skus
       from spus s where s.id = $1`,
    [spuId],
  )

/** Only what differs, in both. */
export const differing = (before: Snapshot, after: Snapshot): { before: Snapshot; after: Snapshot } => {
  const keys = Object.keys(after).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
  const part = (of: Snapshot): Snapshot => Object.fromEntries(keys.map((key) => [key, of[key]]))
  return { before: part(before), after: part(after) }
}
