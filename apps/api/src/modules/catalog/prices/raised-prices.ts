import { DomainError } from '@jishi/kernel/errors'
import { addDays, isoOf, type Instant } from '@jishi/kernel/time'
import type { Sql } from '../../../infra/database/sql.js'
import type { DeclaredRow } from '../domain/price-row-flaws.js'
import { isLimited } from '../domain/price-spans.js'
import { isRaised, raisedBeforeCut, type OfferedStretch } from '../domain/raised-before-cut.js'
import { isEverybodys } from './price-rows.query.js'

type Standing = ReadonlyMap<string, number>

const standingOf = (rows: readonly DeclaredRow[]): Standing =>
  new Map(
    rows
      .filter((row) => isEverybodys(row) && !isLimited(row) && row.until === null)
      .map(({ skuId, priceFen }) => [skuId, priceFen]),
  )

const keyOf = ({ skuId, list, minQty, priceFen, from, until }: DeclaredRow): string =>
  [skuId, list, minQty, priceFen, from, until].join()

/**
 * Prices for some days that are no discount, because the price went up first. Those that were declared before stay
 * as they are, unless the price goes up now and they have not begun.
 * Throws RAISED_BEFORE_CUT with `details.items`: the place of each row, its SKU and the lowest price of the seven days before.
 */
export async function assertNotRaised(
  reader: Sql,
  was: readonly DeclaredRow[],
  asked: readonly DeclaredRow[],
  now: Instant,
): Promise<void> {
  const known = new Set(was.map(keyOf))
  const [before, after] = [standingOf(was), standingOf(asked)]
  const isRaisedNow = (skuId: string): boolean => (after.get(skuId) ?? 0) > (before.get(skuId) ?? Infinity)
  const cuts = asked.flatMap((cut, row) => {
    const stays = known.has(keyOf(cut)) && ((cut.from ?? now) <= now || !isRaisedNow(cut.skuId))
    return isEverybodys(cut) && isLimited(cut) && !stays ? [{ ...cut, row }] : []
  })
  if (cuts.length === 0) return
  const offered = await stretches(reader, [...new Set(cuts.map(({ skuId }) => skuId))], now)
  const items = cuts.flatMap(({ row, skuId, priceFen, from }) => {
    const cut = { priceFen, from: from ?? now }
    const lowestFen = raisedBeforeCut(offered.get(skuId) ?? [], isRaisedNow(skuId), cut, now)
    return lowestFen === undefined ? [] : [{ row, skuId, lowestFen }]
  })
  if (items.length > 0) throw new DomainError('RAISED_BEFORE_CUT', { items })
}

/** What everybody was offered of a SKU in the seven days before: now, the lowest of it, and whether it went up meanwhile. */
export interface OfferedLately {
  readonly presentFen: number
  readonly lowestFen: number
  readonly raised: boolean
}

/** Of SKUs that are or were on sale; one statement. */
export async function offeredLately(
  reader: Sql,
  skuIds: readonly string[],
  now: Instant,
): Promise<Map<string, OfferedLately>> {
  const offered = await stretches(reader, skuIds, now)
  return new Map(
    [...offered].flatMap(([skuId, run]) => {
      const last = run[run.length - 1]
      if (last === undefined) return []
      const lowestFen = Math.min(...run.map(({ priceFen }) => priceFen))
      return [[skuId, { presentFen: last.priceFen, lowestFen, raised: isRaised(run) }] as const]
    }),
  )
}

const stretches = async (
  reader: Sql,
  skuIds: readonly string[],
  now: Instant,
): Promise<Map<string, OfferedStretch[]>> => {
  const rows = await reader.rows<OfferedStretch & { skuId: string }>(
    `select sku_id as "skuId", effective_fen as "priceFen", to_at as "to" from price_history
      where sku_id = any($1::uuid[]) and (to_at is null or to_at > $2 and to_at > from_at) order by from_at, id`,
    [skuIds, isoOf(addDays(now, -7))],
  )
  const bySku = new Map<string, OfferedStretch[]>()
  for (const { skuId, ...stretch } of rows) bySku.set(skuId, [...(bySku.get(skuId) ?? []), stretch])
  return bySku
}
