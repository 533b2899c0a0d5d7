import type { ProductBody } from '@jishi/contracts/catalog/catalog-editing.schema'
import { MAX_PRICE_FEN } from '@jishi/contracts/catalog/catalog.terms'
import { parseYuan } from '@jishi/kernel/money'
import { isoOfShopTime } from '@/composables/shop-time'
import type { Draft } from './product-draft'
import { keptSkus, type DraftOption, type DraftSku } from './sku-matrix'

export const filled = (text: string): string | null => text.trim() || null

/** A whole number as it was typed, with its sign; undefined when it is none. */
export const wholeNumber = (text: string): number | undefined => {
  const found = /^([+\-−]?)(\d{1,9})$/.exec(text.trim())
  if (found === null) return undefined
  return found[1] === '' || found[1] === '+' ? Number(found[2]) : -Number(found[2])
}

export const priceOf = (text: string): number | undefined => {
  const amount = parseYuan(text)
  return amount !== undefined && amount >= 0 && amount <= MAX_PRICE_FEN ? amount : undefined
}

const amountOrNull = (text: string): number | null => (filled(text) === null ? null : (priceOf(text) ?? null))
const words = (text: string): string[] => [...new Set(text.split(/[\s,，、]+/).filter((word) => word !== ''))]

const skuBody = (sku: DraftSku, options: readonly DraftOption[]): ProductBody['skus'][number] => ({
  values: options.map(({ values }) => values.find(({ key }) => sku.keys.includes(key))?.name.trim() ?? ''),
  externalCode: filled(sku.externalCode),
  barcode: filled(sku.barcode),
  priceFen: priceOf(sku.price) ?? 0,
  costFen: amountOrNull(sku.cost),
  floorFen: amountOrNull(sku.floor),
  weightG: wholeNumber(sku.weight || '0') ?? 0,
  volumeCm3: filled(sku.volume) === null ? null : (wholeNumber(sku.volume) ?? null),
  pictureId: sku.picture?.id ?? null,
  onSale: sku.onSale,
})

/** Answers that say something, to attributes that are asked. Undefined `asked`: it is not known what is, so all of them. */
const answersOf = ({ attributes }: Draft, asked: ReadonlySet<string> | undefined): ProductBody['attributes'] =>
  attributes
    .filter(({ attributeId }) => asked?.has(attributeId) !== false)
    .map((answer) => ({ ...answer, words: filled(answer.words ?? '') }))
    .filter(({ valueIds, words: own }) => valueIds.length > 0 || own !== null)

const optionsBody = (options: readonly DraftOption[]): ProductBody['options'] =>
  options.map(({ id, name, values }) => ({
    ...(id === undefined ? {} : { id }),
    name: name.trim(),
    values: values.map((value) => ({ ...(value.id === undefined ? {} : { id: value.id }), name: value.name.trim() })),
  }))

/** What is sent. `asked` are the attributes of the chosen category: what was answered to another one's stays here. */
export const bodyOf = (draft: Draft, asked?: ReadonlySet<string>): ProductBody => ({
  kind: draft.kind,
  title: draft.title.trim(),
  subtitle: draft.subtitle.trim(),
  categoryId: draft.categoryId,
  brandId: draft.brandId,
  tagIds: [...draft.tagIds],
  attributes: answersOf(draft, asked),
  origin: filled(draft.origin),
  keywords: words(draft.keywords),
  noReasonReturn: draft.noReasonReturn,
  services: draft.services.map(({ name, text }) => ({ name: name.trim(), note: text.trim() })),
  parameters: draft.parameters.map(({ name, text }) => ({ name: name.trim(), value: text.trim() })),
  detailHtml: draft.detailHtml,
  paragraphs: draft.paragraphs
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== ''),
  pictureIds: draft.pictures.map(({ id }) => id),
  detailPictureIds: draft.detailPictures.map(({ id }) => id),
  videoId: draft.video?.id ?? null,
  relatedIds: draft.related.map(({ id }) => id),
  weight: wholeNumber(draft.weight || '0') ?? 0,
  shelfFrom: isoOfShopTime(draft.shelfFrom) ?? null,
  shelfUntil: isoOfShopTime(draft.shelfUntil) ?? null,
  freightTemplateId: draft.freightTemplateId,
  options: optionsBody(draft.options),
  skus: keptSkus(draft.options, draft.skus).map((sku) => skuBody(sku, draft.options)),
})
