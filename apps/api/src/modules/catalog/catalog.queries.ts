import { Inject, Injectable } from '@nestjs/common'
import type { AdminCategoryNode } from '@jishi/contracts/catalog/catalog-editing.schema'
import type { CategoryNode } from '@jishi/contracts/catalog/catalog.schema'
import type { ProductListState } from '@jishi/contracts/catalog/catalog.terms'
import type { Picture } from '@jishi/contracts/primitives.schema'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { prepared, type Sql, type Tx } from '../../infra/database/sql.js'
import type { HeldKind, ListedProduct, Listing, ProductCore, SkuFacts } from './catalog.types.js'
import { listingStatement } from './listing-query.js'
import { RememberedShelfCounts, SHELF_COUNTS, shelfCounts, type ShelfCounted } from './shelf-counts.js'
import { attributesOf, relatedOf, tagsOf } from './product-labels.query.js'
import { BASE_PRICE, PATH_IDS, priceFacts } from './price-columns.js'

interface CategoryRow {
  id: string
  parentId: string | null
  name: string
  icon: Picture | null
}

type AdminCategoryRow = Omit<AdminCategoryNode, 'children' | 'productCount'> & { parentId: string | null }

/** The template goods travel by; needs `freight_templates t`. */
const FREIGHT_TEMPLATE = `case when t.id is null then null else jsonb_build_object('id', t.id, 'name', t.name, 'unit', t.unit,
         'rates', t.rates, 'noDeliveryPrefixes', to_jsonb(t.no_delivery_prefixes)) end as "freightTemplate"`

const CORE = prepared(
  'catalog.core',
  `select s.id, s.version, s.state, s.kind, s.featured as weight, s.shelf_from as "shelfFrom", s.shelf_until as "shelfUntil",
          case when b.id is null then null else jsonb_build_object('id', b.id, 'name', b.name, 'logo', b.logo) end as brand,
          ${tagsOf('s.id')} as tags, ${attributesOf('s.id', 'c.path')} as attributes, ${relatedOf('s.id')} as "relatedIds",
          s.detail_html as "detailHtml", s.video, s.category_id as "categoryId", ${PATH_IDS} as "categoryIds",
          c.name as "categoryName", s.title, s.subtitle, s.origin, s.pictures, s.detail_pictures as "detailPictures", s.services, s.paragraphs, s.parameters,
          s.no_reason_return as "noReasonReturn", s.sold_count as "soldCount", s.created_at as "createdAt",
          ${FREIGHT_TEMPLATE},
          coalesce((
            select jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name, 'values', (
                     select jsonb_agg(jsonb_build_object('id', v.id, 'name', v.name) order by v.position)
                       from spu_option_values v where v.option_id = o.id and v.archived_at is null)) order by o.position)
              from spu_options o where o.spu_id = s.id and o.archived_at is null), '[]') as options,
          coalesce((
            select jsonb_agg(jsonb_build_object('id', k.id, 'valueIds', to_jsonb(k.value_ids), 'label', k.label,
                     'externalCode', k.external_code, 'priceFen', p.price_fen, 'onSale', k.on_sale,
                     'soldCount', k.sold_count, 'picture', k.picture, 'weightG', k.weight_g, 'volumeCm3', coalesce(k.volume_cm3, 0),
                     ${priceFacts('$2::timestamptz')}) order by k.position)
              from skus k ${BASE_PRICE}
             where k.spu_id = s.id and k.archived_at is null), '[]') as skus
     from spus s join categories c on c.id = s.category_id left join brands b on b.id = s.brand_id
     left join freight_templates t on t.id = s.freight_template_id
    where s.id = $1 and s.archived_at is null`,
)

/** Reads of the catalogue, each one statement. */
@Injectable()
export class CatalogQueries {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly shelfCounts: RememberedShelfCounts,
  ) {}

  async skuFacts(
    reader: Sql,
    skuIds: readonly string[],
    at: Instant = this.clock.now(),
  ): Promise<Map<string, SkuFacts>> {
    if (skuIds.length === 0) return new Map()
    const rows = await reader.rows<SkuFacts & { pricing: Pick<SkuFacts, 'prices' | 'offered'> }>(
      `select k.id as "skuId", k.spu_id as "spuId", s.kind, s.title, k.label as "skuLabel",
              coalesce(k.picture, s.pictures -> 0) as picture, p.price_fen as "priceFen",
              jsonb_build_object(${priceFacts('$2::timestamptz')}) as pricing,
              (k.on_sale and k.archived_at is null and s.state = 'on_shelf' and s.archived_at is null) as "onSale",
              (s.state = 'on_shelf' and s.archived_at is null) as shelved,
              k.weight_g as "weightG", coalesce(k.volume_cm3, 0) as "volumeCm3", s.category_id as "categoryId",
              s.no_reason_return as "noReasonReturn", s.brand_id as "brandId", ${PATH_IDS} as "categoryIds",
              ${FREIGHT_TEMPLATE}
         from skus k join spus s on s.id = k.spu_id ${BASE_PRICE}
         join categories c on c.id = s.category_id
         left join freight_templates t on t.id = s.freight_template_id
        where k.id = any($1::uuid[])`,
      [[...new Set(skuIds)], isoOf(at)],
    )
    return new Map(rows.map(({ pricing, ...row }) => [row.skuId, { ...row, ...pricing }]))
  }

  async heldKinds(tx: Tx, skuIds: readonly string[]): Promise<Map<string, HeldKind>> {
    const rows = await tx.rows<HeldKind & { skuId: string }>(
      `select k.id as "skuId", k.spu_id as "spuId", s.kind from skus k join spus s on s.id = k.spu_id
        where k.id = any($1::uuid[]) order by s.id, k.id for share of s`,
      [skuIds],
    )
    return new Map(rows.map(({ skuId, ...held }) => [skuId, held]))
  }

  async listed(reader: Sql, listing: Listing): Promise<ListedProduct[]> {
    const { text, values } = listingStatement(listing, listing.at ?? this.clock.now())
    return reader.rows<ListedProduct>(text, values)
  }

  async productCounts(reader: Sql): Promise<Record<ProductListState, number>> {
    const rows = await reader.rows<{ state: ProductListState; products: number }>(
      `select case when archived_at is null then state else 'recycled' end as state, count(*) as products
         from spus group by 1`,
    )
    const counted = new Map(rows.map(({ state, products }) => [state, products]))
    const of = (state: ProductListState): number => counted.get(state) ?? 0
    return {
      ...{ draft: of('draft'), scheduled: of('scheduled'), on_shelf: of('on_shelf'), off_shelf: of('off_shelf') },
      recycled: of('recycled'),
    }
  }

  /** What somebody saved stays nameable when it leaves the shelf or the shop. */
  async named(reader: Sql, ids: readonly string[]): Promise<ListedProduct[]> {
    if (ids.length === 0) return []
    return this.listed(reader, { sort: 'created', state: undefined, only: ids, limit: ids.length })
  }

  /** Whole product, or undefined when it is missing or archived. Drafts come too: the caller decides who may see one. */
  async productCore(reader: Sql, id: string, at: Instant = this.clock.now()): Promise<ProductCore | undefined> {
    return reader.maybe<ProductCore>(CORE, [id, isoOf(at)])
  }

  /** The tree in display order; a category counts what was on the shelf in it and below it a moment ago. */
  async categoryTree(reader: Sql): Promise<CategoryNode[]> {
    const remembered = this.shelfCounts.recall()
    if (remembered === undefined) return this.countedTree(reader)
    const rows = await reader.rows<CategoryRow>(
      `select id, parent_id as "parentId", name, icon from categories where archived_at is null order by position, id`,
    )
    return childrenOf(null, rows, remembered)
  }

  private async countedTree(reader: Sql): Promise<CategoryNode[]> {
    const begun = performance.now()
    const rows = await reader.rows<CategoryRow & { products: number }>(
      `select c.id, c.parent_id as "parentId", c.name, c.icon, coalesce(s.products, 0) as products
         from categories c left join (${SHELF_COUNTS}) s on s.id = c.id where c.archived_at is null order by c.position, c.id`,
    )
    const counts = new Map(rows.map(({ id, products }) => [id, products]))
    this.shelfCounts.keep(counts, performance.now() - begun)
    return childrenOf(null, rows, counts)
  }

  /** The same tree as operators see it: with what each category asks for and holds now, and its version. */
  async adminCategoryTree(reader: Sql): Promise<AdminCategoryNode[]> {
    const rows = await reader.rows<AdminCategoryRow>(
      `select c.id, c.parent_id as "parentId", c.name, c.icon, c.permit_kind as "permitKind", c.version, coalesce(s.products, 0) as "ownProductCount"
         from categories c
         left join (select category_id, count(*) as products from spus where archived_at is null group by category_id) s on s.category_id = c.id
        where c.archived_at is null order by c.position, c.id`,
    )
    return adminChildrenOf(null, rows, await shelfCounts(reader))
  }
}

const sumOf = (own: number | undefined, children: readonly { readonly productCount: number }[]): number =>
  children.reduce((sum, { productCount }) => sum + productCount, own ?? 0)

const adminChildrenOf = (
  parentId: string | null,
  rows: readonly AdminCategoryRow[],
  counts: ShelfCounted,
): AdminCategoryNode[] =>
  rows
    .filter((row) => row.parentId === parentId)
    .map(({ parentId: _above, ...row }) => {
      const children = adminChildrenOf(row.id, rows, counts)
      return { ...row, productCount: sumOf(counts.get(row.id), children), children }
    })

const childrenOf = (parentId: string | null, rows: readonly CategoryRow[], counts: ShelfCounted): CategoryNode[] =>
  rows
    .filter((row) => row.parentId === parentId)
    .map(({ id, name, icon }) => {
      const children = childrenOf(id, rows, counts)
      return { id, name, icon, productCount: sumOf(counts.get(id), children), children }
    })
