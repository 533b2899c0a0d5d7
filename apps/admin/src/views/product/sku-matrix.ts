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
  weight: string
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

const UNTOUCHED = { price: '', cost: '', weight: '', picture: null, onSale: true }

/** Amounts and weight of a new combination are those of the one it grew out of. */
export const freshSku = (combination: readonly string[], like: Partial<DraftSku> = UNTOUCHED): DraftSku => {
  const { price, cost, weight, picture, onSale } = { ...UNTOUCHED, ...like }
  return {
    skuId: null,
    keys: [...combination],
    externalCode: '',
    barcode: '',
    ...{ price, cost, weight, picture, onSale },
    delta: '',
    kept: true,
    ...{ onHand: 0, reserved: 0, available: 0 },
  }
}

/** Every combination of one value of each option, the last option turning fastest; none at all makes one empty one. */
export const combinationsOf = (options: readonly Pick<DraftOption, 'values'>[]): string[][] =>
  options.reduce<string[][]>(
    (found, { values }) => found.flatMap((before) => values.map(({ key }) => [...before, key])),
    [[]],
  )

const nameOf = (combination: readonly string[]): string => [...combination].sort().join('+')

/** The rows of the table: what is known of each combination, or a fresh row grown out of a smaller one. */
export const matrixOf = (options: readonly Pick<DraftOption, 'values'>[], known: readonly DraftSku[]): DraftSku[] => {
  const byName = new Map(known.map((sku) => [nameOf(sku.keys), sku]))
  return combinationsOf(options).map((combination) => {
    const found = byName.get(nameOf(combination))
    if (found !== undefined) return found
    const like = known.find((sku) => sku.keys.every((key) => combination.includes(key)))
    return freshSku(combination, like)
  })
}

/** Rows that are new to the memory of the editor. */
export const unknownRows = (rows: readonly DraftSku[], known: readonly DraftSku[]): DraftSku[] =>
  rows.filter((row) => !known.some((sku) => nameOf(sku.keys) === nameOf(row.keys)))

/** What is sent: the combinations of the present options that nobody has taken away. */
export const keptSkus = (options: readonly Pick<DraftOption, 'values'>[], known: readonly DraftSku[]): DraftSku[] =>
  matrixOf(options, known).filter(({ kept }) => kept)

export type BulkField = 'price' | 'cost' | 'weight' | 'delta'

/** One value for many rows; an empty one leaves them as they are. */
export const fillAll = (rows: readonly DraftSku[], values: Readonly<Record<BulkField, string>>): void => {
  for (const row of rows) {
    if (!row.kept) continue
    for (const field of ['price', 'cost', 'weight', 'delta'] as const)
      if (values[field].trim() !== '') row[field] = values[field].trim()
  }
}
