import type { Sql } from '../../infra/database/sql.js'
import type { GoodsNames, GoodsPlace } from '../pricing/index.js'

/** What they are called, by id; what is not there, or no longer, is missing. One statement. */
export async function goodsNames(
  reader: Sql,
  { spuIds, categoryIds, brandIds }: GoodsNames,
): Promise<Map<string, string>> {
  if (spuIds.length + categoryIds.length + brandIds.length === 0) return new Map()
  const rows = await reader.rows<{ id: string; name: string }>(
    `select id, title as name from spus where id = any($1::uuid[]) and archived_at is null
     union all select id, name from categories where id = any($2::uuid[]) and archived_at is null
     union all select id, name from brands where id = any($3::uuid[]) and archived_at is null`,
    [spuIds, categoryIds, brandIds],
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Where rules look for a product; undefined when it is missing or archived. */
export function goodsPlace(reader: Sql, spuId: string): Promise<GoodsPlace | undefined> {
  return reader.maybe<GoodsPlace>(
    `select s.id as "spuId", s.brand_id as "brandId",
            to_jsonb(string_to_array(trim(both '/' from c.path), '/')) as "categoryIds"
       from spus s join categories c on c.id = s.category_id where s.id = $1 and s.archived_at is null`,
    [spuId],
  )
}
