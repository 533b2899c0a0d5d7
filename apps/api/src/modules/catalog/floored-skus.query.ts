import type { Fen } from '@jishi/kernel/money'
import type { Sql } from '../../infra/database/sql.js'
import type { Scope } from '../pricing/index.js'

/** A SKU that is never to be sold for less. */
export interface FlooredSku {
  readonly skuId: string
  readonly floorFen: Fen
}

const FLOORED = `
  select k.id as "skuId", k.floor_fen as "floorFen"
    from skus k join spus s on s.id = k.spu_id join categories c on c.id = s.category_id
   where k.floor_fen > 0 and k.archived_at is null and s.archived_at is null`

const PATH = `string_to_array(trim(both '/' from c.path), '/')::uuid[]`

/** Without a brand, goods are of none of the named ones. */
const areNamed = (from: number): string =>
  `(s.id = any($${from}::uuid[]) or ${PATH} && $${from + 1}::uuid[] or coalesce(s.brand_id = any($${from + 2}::uuid[]), false))`

/** Those of a scope, whatever became of their product short of the recycle bin. One statement. */
export const flooredSkus = (reader: Sql, { all, named, excluded }: Scope): Promise<FlooredSku[]> =>
  reader.rows<FlooredSku>(`${FLOORED} and ($1 or ${areNamed(2)}) and not ${areNamed(5)} order by k.id`, [
    ...[all, named.spuIds, named.categoryIds, named.brandIds],
    ...[excluded.spuIds, excluded.categoryIds, excluded.brandIds],
  ])

/** Those among these SKUs. One statement. */
export const floorsOf = (reader: Sql, skuIds: readonly string[]): Promise<FlooredSku[]> =>
  reader.rows<FlooredSku>(`${FLOORED} and k.id = any($1::uuid[]) order by k.id`, [skuIds])
