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
  readonly proposal: (Waiting & { readonly proposedMs: number }) | null
}
interface Waiting {
  readonly id: string
  readonly version: number
  readonly makerId: string
  readonly rows: PriceRow[]
}

/** The price lists of a product as their dialog needs them, for this operator; undefined when missing or archived. */
export async function priceListsOf(
  reader: Sql,
  spuId: string,
  now: Instant,
  operatorId: string,
): Promise<PriceLists | undefined> {
  const head = await reader.maybe<Head>(
    `select s.id, s.version, s.title, coalesce((
              select jsonb_agg(jsonb_build_object('id', k.id, 'label', k.label, 'externalCode', k.external_code,
                       'floorFen', k.floor_fen) order by k.position)
                from skus k where k.spu_id = s.id and k.archived_at is null), '[]') as skus, (
              select jsonb_build_object('id', p.id, 'version', p.version, 'makerId', p.maker_id, 'rows', p.rows,
                       'proposedMs', (extract(epoch from p.proposed_at) * 1000)::bigint)
                from price_proposals p where p.spu_id = s.id and p.state = 'waiting') as proposal
       from spus s where s.id = $1 and s.archived_at is null`,
    [spuId],
  )
  if (head === undefined) return undefined
  const alive = new Set(head.skus.map(({ id }) => id))
  const rows = (await keptRows(reader, spuId)).filter(({ skuId }) => alive.has(skuId))
  const { proposal, ...facts } = head
  return {
    ...facts,
    rows: declaredRows(rows, now).map(wireRow),
    proposal: proposal === null ? null : proposalView(proposal, head.version, operatorId),
  }
}

const proposalView = (
  { id, rows, version, makerId, proposedMs }: NonNullable<Head['proposal']>,
  now: number,
  operatorId: string,
): PriceLists['proposal'] => ({
  ...{ id, rows, yours: makerId === operatorId, stale: version !== now },
  proposedAt: isoOf(instantOf(proposedMs)),
})
