import { prepared, type Sql } from '../../infra/database/sql.js'
import { MAIN_LOCATION, type StockLevel } from './reservation.js'

interface LevelRow {
  skuId: string
  onHand: number
  reserved: number
}

const LEVELS = prepared(
  'inventory.levels',
  `select sku_id as "skuId", sum(on_hand) as "onHand", sum(reserved) as reserved
     from stocks where sku_id = any($1) group by sku_id`,
)

/** On hand, reserved and available of each SKU over all locations; one that was never received has none. */
export async function levelsOf(sql: Sql, skuIds: readonly string[]): Promise<Map<string, StockLevel>> {
  const levels = new Map<string, StockLevel>(skuIds.map((skuId) => [skuId, { onHand: 0, reserved: 0, available: 0 }]))
  if (skuIds.length === 0) return levels
  const rows = await sql.rows<LevelRow>(LEVELS, [skuIds])
  for (const { skuId, onHand, reserved } of rows) levels.set(skuId, { onHand, reserved, available: onHand - reserved })
  return levels
}

export async function availableOf(sql: Sql, skuIds: readonly string[]): Promise<Map<string, number>> {
  const levels = await levelsOf(sql, skuIds)
  return new Map([...levels].map(([skuId, level]) => [skuId, level.available]))
}

/** What can be reserved now: reservations are made at the main location. */
export async function reservableOf(sql: Sql, skuIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await sql.rows<{ skuId: string; available: number }>(
    `select sku_id as "skuId", on_hand - reserved as available from stocks where sku_id = any($1::uuid[]) and location_id = $2`,
    [skuIds, MAIN_LOCATION],
  )
  const left = new Map(rows.map(({ skuId, available }) => [skuId, available]))
  return new Map(skuIds.map((skuId) => [skuId, left.get(skuId) ?? 0]))
}

/** SKUs of which more than so many can be bought now; whatever is not among them is low, never received or unknown. */
export async function plentifulOf(sql: Sql, moreThan: number): Promise<string[]> {
  const rows = await sql.rows<{ skuId: string }>(
    `select sku_id as "skuId" from stocks group by sku_id having sum(on_hand - reserved) > $1`,
    [moreThan],
  )
  return rows.map(({ skuId }) => skuId)
}

/** Pieces of an order's line at one place, by the place's name. */
export interface PlacedLine {
  readonly lineId: string
  readonly place: string
  readonly qty: number
}

/** What is kept for paid orders, where it lies. */
export const placesOf = (sql: Sql, orderIds: readonly string[]): Promise<PlacedLine[]> =>
  sql.rows<PlacedLine>(
    `select r.line_id as "lineId", l.name as place, r.qty from stock_reservations r join locations l on l.id = r.location_id
      where r.owner_kind = 'order' and r.owner_id = any($1::uuid[]) and r.state = 'firm'`,
    [orderIds],
  )
