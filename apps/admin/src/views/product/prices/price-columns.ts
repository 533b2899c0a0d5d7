import type { PriceLists, PriceListsBody, PriceRow } from '@jishi/contracts/catalog/price-lists.schema'
import { BASE_LIST, MARKET_LIST } from '@jishi/contracts/pricing/pricing.terms'
import { fen, formatFen, parseYuan } from '@jishi/kernel/money'
import { fieldsRefused, type ApiError } from '@/api/api-error'
import { t, type CopyKey } from '@/copy'
import { belowFloor } from '../product-flaws'

/** One column of the matrix: a list from so many pieces on, standing or for some days. */
export type ColumnKind = Pick<PriceRow, 'list' | 'minQty' | 'from' | 'until'>

export interface PriceColumn extends ColumnKind {
  /** What was typed for each SKU; nothing typed is no price of this kind. */
  readonly cells: Record<string, string>
}

export const sameKind = (one: ColumnKind, other: ColumnKind): boolean =>
  one.list === other.list && one.minQty === other.minQty && one.from === other.from && one.until === other.until

/** What everybody pays who buys one piece; it is always there. */
export const isFirst = ({ list, minQty, from, until }: ColumnKind): boolean =>
  list === BASE_LIST && minQty === 1 && from === null && until === null

const kindRank = ({ list }: ColumnKind): number => {
  if (list === BASE_LIST) return 0
  return list === MARKET_LIST ? 2 : 1
}

/** Base prices first, the suggested price last; within a list by quantity, what stands before what is for some days. */
const inOrder = (one: ColumnKind, other: ColumnKind): number =>
  kindRank(one) - kindRank(other) ||
  one.list.localeCompare(other.list) ||
  one.minQty - other.minQty ||
  (one.from ?? '').localeCompare(other.from ?? '') ||
  (one.until ?? '').localeCompare(other.until ?? '')

export const columnsOf = ({ rows }: Pick<PriceLists, 'rows'>): PriceColumn[] => {
  const columns: PriceColumn[] = []
  for (const { skuId, list, minQty, from, until, priceFen } of rows) {
    const kind = { list, minQty, from, until }
    let column = columns.find((there) => sameKind(there, kind))
    if (column === undefined) columns.push((column = { ...kind, cells: {} }))
    column.cells[skuId] = formatFen(fen(priceFen))
  }
  return columns.sort(inOrder)
}

export const withColumn = (columns: readonly PriceColumn[], kind: ColumnKind): PriceColumn[] =>
  columns.some((column) => sameKind(column, kind)) ? [...columns] : [...columns, { ...kind, cells: {} }].sort(inOrder)

const cellKey = (column: number, skuId: string): string => `${column}.${skuId}`

/** The rows of the body, each with the cell it came from, and what cannot be read as an amount. */
export interface Readout {
  readonly rows: PriceListsBody['rows']
  readonly places: readonly string[]
  readonly flaws: ReadonlyMap<string, string>
}

export const readOut = (columns: readonly PriceColumn[], skuIds: readonly string[]): Readout => {
  const rows: PriceListsBody['rows'] = []
  const places: string[] = []
  const flaws = new Map<string, string>()
  columns.forEach((column, at) => {
    for (const skuId of skuIds) {
      const typed = (column.cells[skuId] ?? '').trim()
      const { list, minQty, from, until } = column
      if (typed === '' && !isFirst(column)) continue
      const priceFen = parseYuan(typed)
      if (priceFen === undefined || priceFen < 1) flaws.set(cellKey(at, skuId), t('prices.badAmount'))
      else {
        rows.push({ skuId, list, minQty, priceFen, from, until })
        places.push(cellKey(at, skuId))
      }
    }
  })
  return { rows, places, flaws }
}

export const flawAt = (flaws: ReadonlyMap<string, string>, column: number, skuId: string): string | undefined =>
  flaws.get(cellKey(column, skuId))

interface Named {
  readonly row?: number
  readonly floorFen?: number
  readonly skuId?: string
  readonly proposable?: boolean
}

const itemsOf = ({ details }: ApiError): readonly Named[] => {
  const { items } = (typeof details === 'object' && details !== null ? details : {}) as { items?: readonly Named[] }
  return Array.isArray(items) ? (items as readonly Named[]) : []
}

/** True where a second person could agree to everything that is below its floor. */
export const onlyBelowFloor = (refusal: ApiError): boolean => {
  const items = itemsOf(refusal)
  return (
    refusal.code === 'PRICE_BELOW_FLOOR' && items.length > 0 && items.every(({ proposable }) => proposable === true)
  )
}

/** Which cells a refusal of the server means, with the words for each. */
export const flawsOf = (refusal: ApiError, { places }: Readout): Map<string, string> => {
  const flaws = new Map<string, string>()
  const note = (row: number | undefined, words: string): void => {
    const place = row === undefined ? undefined : places[row]
    if (place !== undefined) flaws.set(place, words)
  }
  for (const { row, floorFen, skuId } of itemsOf(refusal)) {
    if (refusal.code === 'PRICE_BELOW_FLOOR') note(row, belowFloor(floorFen ?? 0))
    if (refusal.code === 'PRICE_RANGES_OVERLAP') note(row, t('prices.overlap'))
    if (refusal.code === 'PRICE_BASE_MISSING' && skuId !== undefined) flaws.set(cellKey(0, skuId), t('prices.noBase'))
  }
  for (const [path] of fieldsRefused(refusal)) note(Number(path.split('.')[1]), t('prices.badRow'))
  return flaws
}

const LISTS: Readonly<Record<string, CopyKey>> = {
  base: 'prices.list.base',
  market: 'prices.list.market',
  'channel:h5': 'prices.list.h5',
  'channel:mp-weixin': 'prices.list.weixin',
  'channel:mp-alipay': 'prices.list.alipay',
}

/** The lists an operator can add today; levels and stores have prices before they have rooms. */
export const OFFERED_LISTS = ['base', 'channel:h5', 'channel:mp-weixin', 'channel:mp-alipay', 'market'] as const

export const listText = (list: string): string => {
  const known = LISTS[list]
  if (known !== undefined) return t(known)
  if (list.startsWith('level:')) return t('prices.list.level', { n: list.slice('level:'.length) })
  return t('prices.list.store', { id: list.slice('store:'.length, 'store:'.length + 8) })
}
