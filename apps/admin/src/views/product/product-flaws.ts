import { MAX_SKUS, MAX_WEIGHT, type SpuState } from '@jishi/contracts/catalog/catalog.terms'
import { MAX_STOCK_DELTA } from '@jishi/contracts/inventory/inventory.terms'
import { fen, formatFen } from '@jishi/kernel/money'
import { isoOfShopTime } from '@/composables/shop-time'
import { t } from '@/copy'
import { filled, priceOf, wholeNumber } from './product-body'
import type { Draft } from './product-draft'
import { combinationCount, keptSkus, type DraftSku } from './sku-matrix'

type Flaw = readonly [path: string, text: string]
type Check = readonly [wrong: boolean, path: string, text: () => string]

const told = (checks: readonly Check[]): Flaw[] =>
  checks.flatMap(([wrong, path, text]): Flaw[] => (wrong ? [[path, text()]] : []))

const badAmount = (text: string): boolean => filled(text) !== null && priceOf(text) === undefined
const badCount = (text: string): boolean => (wholeNumber(text || '0') ?? -1) < 0

/** The words of the price lists' dialog. */
export const belowFloor = (floorFen: number): string => t('prices.belowFloor', { floor: formatFen(fen(floorFen)) })

const flawsOfAmounts = (sku: DraftSku): Check[] => {
  const price = priceOf(sku.price)
  const floor = filled(sku.floor) === null ? undefined : priceOf(sku.floor)
  return [
    [price === undefined || price === 0, 'priceFen', () => t('product.flaw.price')],
    [badAmount(sku.cost), 'costFen', () => t('product.flaw.price')],
    [badAmount(sku.floor), 'floorFen', () => t('product.flaw.price')],
    [price !== undefined && floor !== undefined && floor > price, 'priceFen', () => belowFloor(floor ?? 0)],
  ]
}
const flawsOfStock = (sku: DraftSku): Check[] => {
  const delta = sku.delta.trim() === '' ? 0 : wholeNumber(sku.delta)
  const wrong = delta === undefined || Math.abs(delta) > MAX_STOCK_DELTA
  const short = delta !== undefined && sku.onHand + delta < sku.reserved
  return [
    [badCount(sku.weight), 'weightG', () => t('product.flaw.weight')],
    [badCount(sku.volume), 'volumeCm3', () => t('product.flaw.volume')],
    [wrong, 'delta', () => t('product.flaw.delta')],
    [short, 'delta', () => t('product.flaw.reserved', { n: sku.reserved })],
  ]
}
const flawsOfSku = (sku: DraftSku, at: number): Flaw[] =>
  told([...flawsOfAmounts(sku), ...flawsOfStock(sku)]).map(([field, text]) => [`skus.${at}.${field}`, text])

const flawsOfNames = (names: readonly string[], path: (index: number) => string): Flaw[] =>
  names.flatMap((name, index): Flaw[] => {
    if (name.trim() === '') return [[path(index), t('product.flaw.empty')]]
    return names.findIndex((other) => other.trim() === name.trim()) < index
      ? [[path(index), t('product.flaw.twice')]]
      : []
  })

const flawsOfOptions = ({ options }: Draft): Flaw[] => [
  ...flawsOfNames(
    options.map(({ name }) => name),
    (index) => `options.${index}.name`,
  ),
  ...options.flatMap(({ values }, at) =>
    flawsOfNames(
      values.map(({ name }) => name),
      (index) => `options.${at}.values.${index}.name`,
    ),
  ),
]

const flawsOfPlan = ({ shelfFrom, shelfUntil, weight }: Draft, state: SpuState): Flaw[] => {
  const [from, until] = [isoOfShopTime(shelfFrom), isoOfShopTime(shelfUntil)]
  const heavy = wholeNumber(weight || '0') ?? -1
  return told([
    [shelfFrom === '' && state === 'scheduled', 'shelfFrom', () => t('product.flaw.planned')],
    [shelfFrom !== '' && from === undefined, 'shelfFrom', () => t('product.flaw.time')],
    [shelfUntil !== '' && until === undefined, 'shelfUntil', () => t('product.flaw.time')],
    [from !== undefined && until !== undefined && until <= from, 'shelfUntil', () => t('product.flaw.order')],
    [heavy < 0 || heavy > MAX_WEIGHT, 'weight', () => t('product.flaw.sortWeight', { most: MAX_WEIGHT })],
  ])
}

/** What can be said before asking the server, under the paths the server uses too. */
export const flawsOf = (draft: Draft, state: SpuState = 'draft'): Map<string, string> => {
  const kept = keptSkus(draft.options, draft.skus)
  const combinations = combinationCount(draft.options)
  return new Map([
    ...told([
      [draft.title.trim() === '', 'title', () => t('product.flaw.title')],
      [draft.categoryId === '', 'categoryId', () => t('product.flaw.category')],
      [kept.length === 0 || kept.length > MAX_SKUS, 'skus', () => t('product.flaw.skus', { most: MAX_SKUS })],
      [combinations > MAX_SKUS, 'skus', () => t('product.flaw.tooMany', { n: combinations, most: MAX_SKUS })],
    ]),
    ...flawsOfOptions(draft),
    ...(['services', 'parameters'] as const).flatMap((list) =>
      flawsOfNames(
        draft[list].map(({ name }) => name),
        (index) => `${list}.${index}.name`,
      ),
    ),
    ...draft.parameters.flatMap(({ text }, index): Flaw[] =>
      text.trim() === '' ? [[`parameters.${index}.value`, t('product.flaw.empty')]] : [],
    ),
    ...flawsOfPlan(draft, state),
    ...kept.flatMap(flawsOfSku),
  ])
}
