import type { AttributeAnswer, ProductForm, ProductVideo } from '@jishi/contracts/catalog/catalog-editing.schema'
import type { SpuKind } from '@jishi/contracts/catalog/catalog.terms'
import type { Picture } from '@jishi/contracts/primitives.schema'
import { fen, formatFen } from '@jishi/kernel/money'
import { timeText } from '@/composables/shop-time'
import { freshSku, matrixOf, unknownRows, type DraftOption, type DraftSku } from './sku-matrix'

export interface Pair {
  name: string
  text: string
}
export type RelatedGoods = ProductForm['related'][number]

/** What the editor's fields hold: amounts, numbers and times as they were typed, until they are sent. */
export interface Draft {
  kind: SpuKind
  title: string
  subtitle: string
  categoryId: string
  brandId: string | null
  tagIds: string[]
  /** Answers to the attributes of every category that was looked at, so that changing one's mind loses none. */
  attributes: AttributeAnswer[]
  origin: string
  keywords: string
  noReasonReturn: boolean
  services: Pair[]
  parameters: Pair[]
  detailHtml: string
  /** One paragraph a line: how goods were described before there was rich text. */
  paragraphs: string
  pictures: Picture[]
  detailPictures: Picture[]
  video: ProductVideo | null
  related: RelatedGoods[]
  weight: string
  /** Days and times by the clock of the shop, `2026-12-01 09:30`; empty: none. */
  shelfFrom: string
  shelfUntil: string
  /** null: by the shop's own flat freight. */
  freightTemplateId: string | null
  options: DraftOption[]
  /** Every combination seen since the product was opened, so that none loses what was typed into it. */
  skus: DraftSku[]
}

export const emptyDraft = (): Draft => ({
  kind: 'physical',
  title: '',
  subtitle: '',
  categoryId: '',
  brandId: null,
  tagIds: [],
  attributes: [],
  origin: '',
  keywords: '',
  noReasonReturn: true,
  services: [],
  parameters: [],
  detailHtml: '',
  paragraphs: '',
  pictures: [],
  detailPictures: [],
  video: null,
  related: [],
  weight: '',
  shelfFrom: '',
  shelfUntil: '',
  freightTemplateId: null,
  options: [],
  skus: [freshSku([])],
})

/** A draft kept by an earlier release lacks what this one has added: it gets the empty of it. */
export const wholeDraft = (kept: Partial<Draft>): Draft => ({
  ...emptyDraft(),
  ...kept,
  skus: (kept.skus ?? [freshSku([])]).map((sku) => ({ ...freshSku(sku.keys), ...sku })),
})

const yuan = (amountFen: number | null): string => (amountFen === null ? '' : formatFen(fen(amountFen)))
const wallTime = (at: string | null): string => (at === null ? '' : timeText(at))

const skuOf = (sku: ProductForm['skus'][number], options: ProductForm['options']): DraftSku => ({
  skuId: sku.id,
  keys: sku.values.map((name, axis) => options[axis]?.values.find((value) => value.name === name)?.id ?? ''),
  externalCode: sku.externalCode,
  barcode: sku.barcode ?? '',
  price: yuan(sku.priceFen),
  cost: yuan(sku.costFen),
  floor: yuan(sku.floorFen),
  weight: String(sku.weightG),
  volume: sku.volumeCm3 === null ? '' : String(sku.volumeCm3),
  delta: '',
  picture: sku.picture,
  onSale: sku.onSale,
  kept: !sku.archived,
  onHand: sku.onHand,
  reserved: sku.reserved,
  available: sku.available,
})

const optionOf = ({ id, name, values }: ProductForm['options'][number]): DraftOption => ({
  ...{ key: id, id, name },
  values: values.map((value) => ({ key: value.id, id: value.id, name: value.name })),
})

/** The stored combinations, and those the options would make too: nobody has them, so they are not kept. */
const skusOf = (form: ProductForm, options: readonly DraftOption[]): DraftSku[] => {
  const stored = form.skus.map((sku) => skuOf(sku, form.options))
  const others = unknownRows(matrixOf(options, stored), stored)
  return [...stored, ...others.map((sku) => ({ ...sku, kept: false }))]
}

/** The numbers of the stock as they are now, in a draft that was begun earlier. */
export const withStockOf = (form: ProductForm, draft: Draft): Draft => {
  const now = new Map(form.skus.map(({ id, onHand, reserved, available }) => [id, { onHand, reserved, available }]))
  return { ...draft, skus: draft.skus.map((sku) => ({ ...sku, ...now.get(sku.skuId ?? '') })) }
}

export const draftOf = (form: ProductForm): Draft => ({
  kind: form.kind,
  title: form.title,
  subtitle: form.subtitle,
  categoryId: form.categoryId,
  brandId: form.brandId,
  tagIds: [...form.tagIds],
  attributes: form.attributes.map((answer) => ({ ...answer, valueIds: [...answer.valueIds] })),
  origin: form.origin ?? '',
  keywords: form.keywords.join(' '),
  noReasonReturn: form.noReasonReturn,
  services: form.services.map(({ name, note }) => ({ name, text: note })),
  parameters: form.parameters.map(({ name, value }) => ({ name, text: value })),
  detailHtml: form.detailHtml,
  paragraphs: form.paragraphs.join('\n'),
  pictures: [...form.pictures],
  detailPictures: [...form.detailPictures],
  video: form.video,
  related: form.related.map((one) => ({ ...one })),
  weight: form.weight === 0 ? '' : String(form.weight),
  shelfFrom: wallTime(form.shelfFrom),
  shelfUntil: wallTime(form.shelfUntil),
  freightTemplateId: form.freightTemplateId,
  options: form.options.map(optionOf),
  skus: skusOf(form, form.options.map(optionOf)),
})
