import type { PriceLists, PriceRow } from '@jishi/contracts/catalog/price-lists.schema'
import { instantOf, isoOf, type Instant } from '@jishi/kernel/time'
import type { Sql } from '../../../infra/database/sql.js'
import { grouped, type DeclaredRow } from '../domain/price-row-flaws.js'
import { declared, stillDeclared } from '../domain/price-spans.js'
import { keptRows, type PriceRowKept } from './price-rows.query.js'

/** What was declared, group by group, as far as it still matters. */
export const declaredRows = (rows: readonly PriceRowKept[], now: Instant): DeclaredRow[] =>
  [...grouped(rows).values()].flatMap((group) =>
    group
      .slice(0, 1)
      .flatMap(({ skuId, list, minQty }) =>
        stillDeclared(declared(group.map(pureOf)), now).map((price) => ({ skuId, list, minQty, ...price })),
      ),
  )

const pureOf = ({ priceFen, from, until, limited }: PriceRowKept) => ({ priceFen, from, until, limited })
const isoOrNull = (at: number | null): string | null => (at === null ? null : isoOf(instantOf(at)))
export const wireRow = ({ skuId, list, minQty, priceFen, from, until }: DeclaredRow): PriceRow => ({
  ...{ skuId, list, minQty, priceFen },
  from: isoOrNull(from),
  until: isoOrNull(until),
})

interface Head {
  readonly id: string
  readonly version: number
  readonly title: string
  readonly skus: PriceLists['skus']
}

/** The price lists of a product as their dialog needs them; undefined when missing or archived. */
export async function priceListsOf(reader: Sql, spuId: string, now: Instant): Promise<PriceLists | undefined> {
  const head = await reader.maybe<Head>(
    `select s.id, s.version, s.title, coalesce((
              select jsonb_agg(jsonb_build_object('id', k.id, 'label', k.label, 'externalCode', k.external_code,
                       'floorFen', k.floor_fen) order by k.position)
                from skus k where k.spu_id = s.id and k.archived_at is null), '[]') as skus
       from spus s where s.id = $1 and s.archived_at is null`,
    [spuId],
  )
  if (head === undefined) return undefined
  const alive = new Set(head.skus.map(({ id }) => id))
  const rows = (await keptRows(reader, spuId)).filter(({ skuId }) => alive.has(skuId))
  return { ...head, rows: declaredRows(rows, now).map(wireRow) }
}
