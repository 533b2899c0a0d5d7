import type { ProductView, SkuView } from '@jishi/contracts/shopfront/shopfront.schema'

export type Options = ProductView['options']

/** Chosen value by option; an option without an entry is not chosen yet. */
export type Choice = Readonly<Record<string, string>>

/**
 * How a value may be pressed. `on` is chosen; `free` goes with what is chosen; `moves` is in stock, but choosing it
 * changes another option; `out` is in stock nowhere. There is no dead end: only `out` cannot be pressed.
 */
export type ValueState = 'on' | 'free' | 'moves' | 'out'

const has = (sku: SkuView, valueId: string): boolean => sku.valueIds.indexOf(valueId) >= 0

const fits = (sku: SkuView, choice: Choice): boolean =>
  Object.keys(choice).every((option) => has(sku, choice[option] as string))

const choiceOf = (options: Options, sku: SkuView): Choice => {
  const choice: Record<string, string> = {}
  for (const option of options) {
    const value = option.values.find((candidate) => has(sku, candidate.id))
    if (value) choice[option.id] = value.id
  }
  return choice
}

/** The choice that names a certain SKU; nothing where the product no longer has it. */
export const choiceFor = (options: Options, skus: readonly SkuView[], skuId: string): Choice | null => {
  const sku = skus.find(({ id }) => id === skuId)
  return sku ? choiceOf(options, sku) : null
}

/** What a page shows before anybody has chosen: the first SKU in stock, else the first. */
export const firstChoice = (options: Options, skus: readonly SkuView[]): Choice => {
  const sku = skus.find((candidate) => candidate.available > 0) ?? skus[0]
  return sku ? choiceOf(options, sku) : {}
}

/** The SKU that a complete choice names. */
export const chosenSku = (options: Options, skus: readonly SkuView[], choice: Choice): SkuView | null => {
  if (options.some((option) => choice[option.id] === undefined)) return null
  return skus.find((sku) => fits(sku, choice)) ?? null
}

export const missingOption = (options: Options, choice: Choice): string | null =>
  options.find((option) => choice[option.id] === undefined)?.name ?? null

export const valueState = (skus: readonly SkuView[], choice: Choice, optionId: string, valueId: string): ValueState => {
  if (choice[optionId] === valueId) return 'on'
  const withValue = skus.filter((sku) => sku.available > 0 && has(sku, valueId))
  if (withValue.length === 0) return 'out'
  const wanted: Choice = { ...choice, [optionId]: valueId }
  return withValue.some((sku) => fits(sku, wanted)) ? 'free' : 'moves'
}

const agreement = (options: Options, sku: SkuView, choice: Choice): number =>
  options.filter((option) => {
    const valueId = choice[option.id]
    return valueId !== undefined && has(sku, valueId)
  }).length

/** Chooses a value; where it does not go with the rest, the rest moves to the nearest SKU in stock. */
export const choose = (
  options: Options,
  skus: readonly SkuView[],
  choice: Choice,
  optionId: string,
  valueId: string,
): Choice => {
  const wanted: Choice = { ...choice, [optionId]: valueId }
  const candidates = skus.filter((sku) => sku.available > 0 && has(sku, valueId))
  if (candidates.length === 0 || candidates.some((sku) => fits(sku, wanted)))
    return candidates.length === 0 ? choice : wanted
  let nearest = candidates[0] as SkuView
  for (const sku of candidates) if (agreement(options, sku, wanted) > agreement(options, nearest, wanted)) nearest = sku
  return choiceOf(options, nearest)
}
