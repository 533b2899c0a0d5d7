import type { Picture } from '@jishi/contracts/primitives.schema'
import type { Fen } from '@jishi/kernel/money'
import { isoOf, type Instant } from '@jishi/kernel/time'
import { prepared, type Sql } from '../../infra/database/sql.js'
import type { CardProduct, CardSku } from './catalog.types.js'
import { BASE_PRICE, PATH_IDS, priceFacts, stillOf } from './price-columns.js'

/** A SKU with nothing but its base price needs no lists to say so, and most SKUs are like that. */
const OTHER_PRICES = `(p.alone or not lower_inf(p.valid) or exists (
    select 1 from sku_prices q where q.sku_id = k.id and q.id <> p.id and ${stillOf('q', '$2::timestamptz')}))`

/**
 * Only what a card shows and its price is made of, as one value without names: half of what a list of twenty cost was
 * receiving and taking apart what stands here in a third of the signs. SKUs that cost the same for the same reasons are told once.
 */
const CARDS = prepared(
  'catalog.cards',
  `select coalesce(json_agg(json_build_array(s.id, s.title, s.subtitle, s.brand_id, b.name, ${PATH_IDS}, s.pictures -> 0,
            jsonb_path_query_array(s.services, '$[*].name'), s.sold_count, (
              select coalesce(json_agg(json_build_array(same.price_fen, same.on_sale, same.facts)), '[]') from (
                select distinct p.price_fen, k.on_sale,
                       case when ${OTHER_PRICES} then jsonb_build_object(${priceFacts('$2::timestamptz')}) end as facts
                  from skus k ${BASE_PRICE}
                 where k.spu_id = s.id and k.archived_at is null) same))), '[]') as cards
     from spus s join categories c on c.id = s.category_id left join brands b on b.id = s.brand_id
    where s.id = any($1::uuid[]) and s.state = 'on_shelf' and s.archived_at is null`,
)

type SkuRow = readonly [priceFen: Fen, onSale: boolean, facts: Omit<CardSku, 'onSale'> | null]

type CardRow = readonly [
  id: string,
  title: string,
  subtitle: string,
  brandId: string | null,
  brandName: string | null,
  categoryIds: string[],
  picture: Picture | null,
  services: readonly string[],
  soldCount: number,
  skus: readonly SkuRow[],
]

/** Those of these products that are on the shelf, in no order. */
export const cardProducts = async (reader: Sql, ids: readonly string[], at: Instant): Promise<CardProduct[]> => {
  if (ids.length === 0) return []
  const { cards } = await reader.one<{ cards: readonly CardRow[] }>(CARDS, [ids, isoOf(at)])
  return cards.map(cardOf)
}

const cardOf = (row: CardRow): CardProduct => {
  const [id, title, subtitle, brandId, brandName, categoryIds, picture, services, soldCount, skus] = row
  const named = services.map((name) => ({ name }))
  return {
    ...{ id, title, subtitle, brandId, brandName, categoryIds, picture, soldCount },
    services: named,
    skus: skus.map(skuOf),
  }
}

const skuOf = ([priceFen, onSale, facts]: SkuRow): CardSku =>
  facts === null ? { onSale, prices: [plainPrice(priceFen)], offered: null } : { onSale, ...facts }

const plainPrice = (priceFen: Fen): CardSku['prices'][number] => ({
  list: 'base',
  minQty: 1,
  priceFen,
  fromAt: null,
  untilAt: null,
  limited: false,
  alone: false,
})
