import { Injectable } from '@nestjs/common'
import type { SpuState } from '@jishi/contracts/catalog/catalog.terms'
import type { Instant } from '@jishi/kernel/time'
import type { Sql } from '../../infra/database/sql.js'

interface Named {
  readonly id: string
  readonly name: string
}

/** What a product is found by, as it stands now. */
export interface SearchFacts {
  readonly id: string
  readonly state: SpuState
  readonly archived: boolean
  readonly title: string
  readonly subtitle: string
  readonly origin: string | null
  readonly keywords: readonly string[]
  readonly brand: Named | null
  readonly categoryId: string
  /** From the root to the category it is in. */
  readonly categories: readonly (Named & { readonly position: number })[]
  readonly values: readonly (Named & {
    readonly attributeId: string
    readonly attributeName: string
    readonly filterable: boolean
    readonly position: number
  })[]
  readonly tags: readonly (Named & { readonly shown: boolean; readonly position: number })[]
  /** Lowest list price of what is on sale: for sorting and filtering, never to be shown. */
  readonly priceFromFen: number
  readonly soldCount: number
  readonly onShelfAt: Instant | null
  readonly featured: number
  /** The SKUs that can be bought while there is stock. */
  readonly skuIds: readonly string[]
}

type Row = Omit<SearchFacts, 'keywords'> & { keywords: string }

const PARTS = `
  coalesce((select jsonb_build_object('id', b.id, 'name', b.name) from brands b where b.id = s.brand_id and b.archived_at is null), 'null') as brand,
  (select coalesce(jsonb_agg(jsonb_build_object('id', above.id, 'name', above.name, 'position', above.position) order by length(above.path)), '[]')
     from categories above where above.id = any(string_to_array(trim(both '/' from c.path), '/')::uuid[])) as categories,
  (select coalesce(jsonb_agg(jsonb_build_object('id', v.id, 'name', v.name, 'attributeId', a.id, 'attributeName', a.name,
            'filterable', a.filterable, 'position', a.position * 1000 + v.position) order by v.id), '[]')
     from spu_attribute_values x join attribute_values v on v.id = x.value_id and v.archived_at is null
     join attributes a on a.id = x.attribute_id and a.archived_at is null where x.spu_id = s.id) as "values",
  (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'shown', t.shown, 'position', t.position) order by t.id), '[]')
     from spu_tags x join tags t on t.id = x.tag_id and t.archived_at is null where x.spu_id = s.id) as tags,
  (select coalesce(jsonb_agg(k.id), '[]') from skus k where k.spu_id = s.id and k.on_sale and k.archived_at is null) as "skuIds"`

export interface SoldProduct {
  readonly id: string
  readonly soldAt: Instant
  readonly soldCount: number
}

/** What whoever keeps a copy of the catalogue to search in reads it from. */
@Injectable()
export class SearchSource {
  /** Facts of these products, in one statement; ids that are unknown are missing. */
  async facts(reader: Sql, ids: readonly string[]): Promise<SearchFacts[]> {
    if (ids.length === 0) return []
    const rows = await reader.rows<Row>(
      `select s.id, s.state, s.archived_at is not null as archived, s.title, s.subtitle, s.origin, s.keywords,
              s.category_id as "categoryId", s.price_from_fen as "priceFromFen", s.sold_count as "soldCount",
              s.on_shelf_at as "onShelfAt", s.featured, ${PARTS}
         from spus s join categories c on c.id = s.category_id where s.id = any($1::uuid[])`,
      [ids],
    )
    return rows.map((row) => ({ ...row, keywords: row.keywords.split(' ').filter((word) => word !== '') }))
  }

  /** The next products by key, whatever their state. */
  async behind(reader: Sql, behind: string | null, limit: number): Promise<string[]> {
    const rows = await reader.rows<{ id: string }>(
      `select id from spus where $1::uuid is null or id > $1 order by id limit $2`,
      [behind, limit],
    )
    return rows.map(({ id }) => id)
  }

  /** How many products there are, and how many of them come up to this key; none of them without one. */
  reached(reader: Sql, behind: string | null): Promise<{ read: number; of: number }> {
    return reader.one(`select count(*) as "of", count(*) filter (where id <= $1::uuid) as read from spus`, [behind])
  }

  /** Products something of which was sold since then, the oldest sale first. */
  soldSince(reader: Sql, since: string, limit: number): Promise<SoldProduct[]> {
    return reader.rows<SoldProduct>(
      `select id, sold_at as "soldAt", sold_count as "soldCount" from spus where sold_at >= $1 order by sold_at, id limit $2`,
      [since, limit],
    )
  }
}
