import type { Draft } from './product-draft'
import type { DraftSku } from './sku-matrix'

/**
 * Two operators changed one product. What only one of them changed is taken from that one; where both changed the same
 * thing, the operator who is asked chooses. Nothing of either is lost on the way.
 */
export type Side = 'mine' | 'theirs'

/** Options are taken from one side as a whole; combinations are compared one by one. */
type Field = Exclude<keyof Draft, 'skus'>
export const SKU_FIELDS = [
  ...(['price', 'cost', 'floor', 'weight', 'volume', 'externalCode', 'barcode', 'picture', 'onSale', 'kept'] as const),
] as const
export type SkuField = (typeof SKU_FIELDS)[number]

/** One thing that differs: a field of the product, or one field of one combination (`skus.<id>.<field>`). */
export interface Difference {
  readonly path: string
  readonly field: Field | SkuField
  /** The combination it is about, by its values. */
  readonly sku?: DraftSku
  readonly base: unknown
  readonly mine: unknown
  readonly theirs: unknown
  /** Both changed it, and not to the same. */
  readonly both: boolean
}

const text = (value: unknown): string => JSON.stringify(value)
const same = (one: unknown, other: unknown): boolean => text(one) === text(other)

/** Names only: two people who add the same value give it different keys. */
const optionsShown = ({ options }: Draft): string[][] =>
  options.map(({ name, values }) => [name, ...values.map((value) => value.name)])
const fieldsOf = (draft: Draft): Field[] =>
  (Object.keys(draft) as (keyof Draft)[]).filter((field): field is Field => field !== 'skus')
const shown = (draft: Draft, field: Field): unknown => (field === 'options' ? optionsShown(draft) : draft[field])

interface Three {
  readonly base: Draft
  readonly mine: Draft
  readonly theirs: Draft
}

const differs = ({ base, mine, theirs }: { base: unknown; mine: unknown; theirs: unknown }): boolean | undefined => {
  if (same(mine, theirs)) return undefined
  return !same(base, mine) && !same(base, theirs)
}

const productDifferences = ({ base, mine, theirs }: Three): Difference[] =>
  fieldsOf(mine).flatMap((field): Difference[] => {
    const values = { base: shown(base, field), mine: shown(mine, field), theirs: shown(theirs, field) }
    const both = differs(values)
    return both === undefined ? [] : [{ path: field, field, ...values, both }]
  })

const byId = (skus: readonly DraftSku[]): Map<string, DraftSku> =>
  new Map(skus.flatMap((sku) => (sku.skuId === null ? [] : [[sku.skuId, sku] as const])))

const skuDifferences = ({ base, mine, theirs }: Three): Difference[] => {
  const [was, is] = [byId(base.skus), byId(theirs.skus)]
  return mine.skus.flatMap((sku): Difference[] => {
    const [before, other] = [was.get(sku.skuId ?? ''), is.get(sku.skuId ?? '')]
    if (before === undefined || other === undefined) return []
    return SKU_FIELDS.flatMap((field): Difference[] => {
      const values = { base: before[field], mine: sku[field], theirs: other[field] }
      const both = differs(values)
      return both === undefined ? [] : [{ path: `skus.${sku.skuId}.${field}`, field, sku, ...values, both }]
    })
  })
}

export const differencesOf = (three: Three): Difference[] => [...productDifferences(three), ...skuDifferences(three)]

/** Whose it is unless the operator says otherwise: who alone changed it, and mine where both did. */
export const sideOf = ({ base, mine }: Difference): Side => (same(base, mine) ? 'theirs' : 'mine')

/** Rows only the other one added stay known, so that taking over the other's options finds them. */
const alsoKnown = (mine: readonly DraftSku[], theirs: readonly DraftSku[]): DraftSku[] => {
  const known = byId(mine)
  return theirs.filter(({ skuId }) => skuId === null || !known.has(skuId))
}

/** Stock is no field of either: what is there now is what the server last said, and what came or went stays as typed. */
const withStock = (sku: DraftSku, now: DraftSku | undefined): DraftSku =>
  now === undefined ? sku : { ...sku, onHand: now.onHand, reserved: now.reserved, available: now.available }

/** My text with what is taken over from the other one. `sides` holds what the operator chose, by path. */
export const mergedDraft = (three: Three, sides: Readonly<Record<string, Side>>): Draft => {
  const taken = differencesOf(three).filter((one) => (sides[one.path] ?? sideOf(one)) === 'theirs')
  const { mine, theirs } = three
  const merged: Draft = { ...mine }
  const theirRows = byId(theirs.skus)
  if (taken.some(({ field }) => field === 'options')) merged.options = theirs.options
  merged.skus = [...mine.skus, ...alsoKnown(mine.skus, theirs.skus)].map((sku) =>
    withStock(sku, theirRows.get(sku.skuId ?? '')),
  )
  for (const { field, sku } of taken) {
    if (sku === undefined && field !== 'options') Object.assign(merged, { [field]: theirs[field as keyof Draft] })
    const other = theirRows.get(sku?.skuId ?? '')
    const row = merged.skus.findIndex(({ skuId }) => skuId !== null && skuId === sku?.skuId)
    const found = merged.skus[row]
    if (sku !== undefined && other !== undefined && found !== undefined)
      merged.skus[row] = { ...found, [field]: other[field as SkuField] }
  }
  return JSON.parse(JSON.stringify(merged)) as Draft
}
