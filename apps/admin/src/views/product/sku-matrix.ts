import { MAX_SKUS } from '@jishi/contracts/catalog/catalog.terms'
import type { Picture } from '@jishi/contracts/primitives.schema'

export interface DraftValue {
  /** Stays while the name is typed; the server's id where it has one. */
  key: string
  id?: string
  name: string
}

export interface DraftOption extends DraftValue {
  values: DraftValue[]
}

export interface DraftSku {
  skuId: string | null
  /** One value of each option, by key. */
  keys: string[]
  externalCode: string
  barcode: string
  /** In yuan, as typed. */
  price: string
  cost: string
  /** The lowest it may ever be sold for. */
  floor: string
  weight: string
  volume: string
  /** How many pieces came or went, as typed. */
  delta: string
  picture: Picture | null
  onSale: boolean
  /** Taken away by hand: archived when saved. */
  kept: boolean
  onHand: number
  reserved: number
  available: number
}

let keys = 0
export const newKey = (): string => `new-${(keys += 1)}-${Date.now().toString(36)}`
export const newValue = (name = ''): DraftValue => ({ key: newKey(), name })
export const newOption = (): DraftOption => ({ ...newValue(), values: [newValue()] })

const UNTOUCHED = { price: '', cost: '', floor: '', weight: '', volume: '', picture: null, onSale: true }

/** Amounts and measures of a new combination are those of the one it grew out of. */
export const freshSku = (combination: readonly string[], like: Partial<DraftSku> = UNTOUCHED): DraftSku => {
  const { price, cost, floor, weight, volume, picture, onSale } = { ...UNTOUCHED, ...like }
  return {
    skuId: null,
    keys: [...combination],
    externalCode: '',
    barcode: '',
    ...{ price, cost, floor, weight, volume, picture, onSale },
    delta: '',
    kept: true,
    ...{ onHand: 0, reserved: 0, available: 0 },
  }
}

type Axes = readonly Pick<DraftOption, 'values'>[]

/** How many combinations there are, without making them: six options of twenty values would be sixty-four million. */
export const combinationCount = (options: Axes): number =>
  options.reduce((total, { values }) => total * values.length, 1)

/** Every combination of one value of each option, the last option turning fastest; none at all makes one empty one. */
export const combinationsOf = (options: Axes): string[][] =>
  options.reduce<string[][]>(
    (found, { values }) => found.flatMap((before) => values.map(({ key }) => [...before, key])),
    [[]],
  )

const nameOf = (combination: readonly string[]): string => [...combination].sort().join('+')

/** The combinations among these that the present options still make. */
const ofTheseOptions = (options: Axes, known: readonly DraftSku[]): DraftSku[] => {
  const axes = options.map(({ values }) => new Set(values.map(({ key }) => key)))
  return known.filter(
    ({ keys: own }) => own.length === axes.length && axes.every((axis) => own.some((key) => axis.has(key))),
  )
}

/**
 * The rows of the table: what is known of each combination, or a fresh row grown out of a smaller one. Options that make
 * more than can be kept grow no rows: those that are known stay, and the editor says what is too much.
 */
export const matrixOf = (options: Axes, known: readonly DraftSku[]): DraftSku[] => {
  if (combinationCount(options) > MAX_SKUS) return ofTheseOptions(options, known)
  const byName = new Map(known.map((sku) => [nameOf(sku.keys), sku]))
  const smaller = known.filter(({ keys: own }) => own.length < options.length)
  return combinationsOf(options).map((combination) => {
    const found = byName.get(nameOf(combination))
    if (found !== undefined) return found
    const own = new Set(combination)
    const like = smaller.find((sku) => sku.keys.every((key) => own.has(key)))
    return freshSku(combination, like)
  })
}

/** Rows that are new to the memory of the editor. */
export const unknownRows = (rows: readonly DraftSku[], known: readonly DraftSku[]): DraftSku[] => {
  const names = new Set(known.map((sku) => nameOf(sku.keys)))
  return rows.filter((row) => !names.has(nameOf(row.keys)))
}

/** What is sent: the combinations of the present options that nobody has taken away. */
export const keptSkus = (options: Axes, known: readonly DraftSku[]): DraftSku[] =>
  matrixOf(options, known).filter(({ kept }) => kept)

export const BULK_FIELDS = ['price', 'cost', 'floor', 'weight', 'volume', 'delta'] as const
export type BulkField = (typeof BULK_FIELDS)[number]

/** One value for many rows; an empty one leaves them as they are. */
export const fillAll = (rows: readonly DraftSku[], values: Readonly<Partial<Record<BulkField, string>>>): void => {
  for (const row of rows) {
    if (!row.kept) continue
    for (const field of BULK_FIELDS) {
      const value = values[field]?.trim() ?? ''
      if (value !== '') row[field] = value
    }
  }
}

/** Rows that hold each of the chosen values; an option without a choice takes any. */
export const rowsWith = (rows: readonly DraftSku[], chosen: readonly (string | undefined)[]): DraftSku[] => {
  const wanted = chosen.filter((key): key is string => key !== undefined && key !== '')
  return wanted.length === 0 ? [...rows] : rows.filter(({ keys: own }) => wanted.every((key) => own.includes(key)))
}

/** Many values at once, as they are pasted from a sheet or a message: one a line, or between commas. */
export const valuesIn = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\n\r\t,，、;；]+/)
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  ),
]
