import { isoOf, type Instant } from '@jishi/kernel/time'
import { prepared, type Sql } from '../../infra/database/sql.js'
import type { CardProduct } from './catalog.types.js'
import { BASE_PRICE, PATH_IDS, priceFacts } from './price-columns.js'

/** Only what a card shows and its price is made of: a list asks for nothing else. */
const CARDS = prepared(
  'catalog.cards',
  `select s.id, s.title, s.subtitle, s.brand_id as "brandId", b.name as "brandName", ${PATH_IDS} as "categoryIds",
          s.pictures -> 0 as picture, s.services, s.sold_count as "soldCount",
          coalesce((
            select json_agg(json_build_object('id', k.id, 'priceFen', p.price_fen, 'onSale', k.on_sale, ${priceFacts('$2::timestamptz')}) order by k.position)
              from skus k ${BASE_PRICE}
             where k.spu_id = s.id and k.archived_at is null), '[]') as skus
     from spus s join categories c on c.id = s.category_id left join brands b on b.id = s.brand_id
    where s.id = any($1::uuid[]) and s.state = 'on_shelf' and s.archived_at is null`,
)

/** Those of these products that are on the shelf, in no order. */
export const cardProducts = async (reader: Sql, ids: readonly string[], at: Instant): Promise<CardProduct[]> =>
  ids.length === 0 ? [] : reader.rows<CardProduct>(CARDS, [ids, isoOf(at)])
