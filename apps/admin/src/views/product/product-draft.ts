import type { ProductBody, ProductForm } from '@jishi/contracts/catalog/catalog-editing.schema'
import { MAX_PRICE_FEN, MAX_SKUS, type SpuKind } from '@jishi/contracts/catalog/catalog.terms'
import { MAX_STOCK_DELTA } from '@jishi/contracts/inventory/inventory.terms'
import type { Picture } from '@jishi/contracts/primitives.schema'
import { fen, formatFen, parseYuan } from '@jishi/kernel/money'
import { t } from '@/copy'
import { freshSku, keptSkus, type DraftOption, type DraftSku } from './sku-matrix'

interface Pair {
  name: string
  text: string
}

/** What the editor's fields hold: amounts and numbers as they were typed, until they are sent. */
export interface Draft {
  kind: SpuKind
  title: string
  subtitle: string
  categoryId: string
  origin: string
  keywords: string
  noReasonReturn: boolean
  services: Pair[]
  parameters: Pair[]
  /** One paragraph a line. */
  paragraphs: string
  pictures: Picture[]
  detailPictures: Picture[]
  options: DraftOption[]
  /** Every combination seen since the product was opened, so that none loses what was typed into it. */
  skus: DraftSku[]
}

export const emptyDraft = (): Draft => ({
  kind: 'physical',
  title: '',
  subtitle: '',
  categoryId: '',
  origin: '',
  keywords: '',
  noReasonReturn: true,
  services: [],
  parameters: [],
  paragraphs: '',
  pictures: [],
  detailPictures: [],
  options: [],
  skus: [freshSku([])],
})

const yuan = (amountFen: number | null): string => (amountFen === null ? '' : formatFen(fen(amountFen)))

export const draftOf = (form: ProductForm): Draft => ({
  kind: form.kind,
  title: form.title,
  subtitle: form.subtitle,
  categoryId: form.categoryId,
  origin: form.origin ?? '',
  keywords: form.keywords.join(' '),
  noReasonReturn: form.noReasonReturn,
  services: form.services.map(({ name, note }) => ({ name, text: note })),
  parameters: form.parameters.map(({ name, value }) => ({ name, text: value })),
  paragraphs: form.paragraphs.join('\n'),
  pictures: [...form.pictures],
  detailPictures: [...form.detailPictures],
  options: form.options.map(({ id, name, values }) => ({
    ...{ key: id, id, name },
    values: values.map((value) => ({ key: value.id, id: value.id, name: value.name })),
  })),
  skus: form.skus.map((sku) => ({
    skuId: sku.id,
    keys: sku.values.map((name, axis) => form.options[axis]?.values.find((value) => value.name === name)?.id ?? ''),
    externalCode: sku.externalCode,
    barcode: sku.barcode ?? '',
    price: yuan(sku.priceFen),
    cost: yuan(sku.costFen),
    weight: String(sku.weightG),
    delta: '',
    picture: sku.picture,
    onSale: sku.onSale,
    kept: !sku.archived,
    onHand: sku.onHand,
    reserved: sku.reserved,
    available: sku.available,
  })),
})

const filled = (text: string): string | null => text.trim() || null

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

const words = (text: string): string[] => [...new Set(text.split(/[\s,，、]+/).filter((word) => word !== ''))]

const skuBody = (sku: DraftSku, options: readonly DraftOption[]): ProductBody['skus'][number] => ({
  values: options.map(({ values }) => values.find(({ key }) => sku.keys.includes(key))?.name.trim() ?? ''),
  externalCode: filled(sku.externalCode),
  barcode: filled(sku.barcode),
  priceFen: priceOf(sku.price) ?? 0,
  costFen: filled(sku.cost) === null ? null : (priceOf(sku.cost) ?? null),
  weightG: wholeNumber(sku.weight || '0') ?? 0,
  pictureId: sku.picture?.id ?? null,
  onSale: sku.onSale,
})

export const bodyOf = (draft: Draft): ProductBody => ({
  kind: draft.kind,
  title: draft.title.trim(),
  subtitle: draft.subtitle.trim(),
  categoryId: draft.categoryId,
  origin: filled(draft.origin),
  keywords: words(draft.keywords),
  noReasonReturn: draft.noReasonReturn,
  services: draft.services.map(({ name, text }) => ({ name: name.trim(), note: text.trim() })),
  parameters: draft.parameters.map(({ name, text }) => ({ name: name.trim(), value: text.trim() })),
  paragraphs: draft.paragraphs
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== ''),
  pictureIds: draft.pictures.map(({ id }) => id),
  detailPictureIds: draft.detailPictures.map(({ id }) => id),
  options: draft.options.map(({ id, name, values }) => ({
    ...(id === undefined ? {} : { id }),
    name: name.trim(),
    values: values.map((value) => ({ ...(value.id === undefined ? {} : { id: value.id }), name: value.name.trim() })),
  })),
  skus: keptSkus(draft.options, draft.skus).map((sku) => skuBody(sku, draft.options)),
})

const flawsOfSku = (sku: DraftSku, at: number): [string, string][] => {
  const price = priceOf(sku.price)
  const weight = wholeNumber(sku.weight || '0')
  const delta = sku.delta.trim() === '' ? 0 : wholeNumber(sku.delta)
  const flaws: [boolean, string, string][] = [
    [price === undefined || price === 0, 'priceFen', t('product.flaw.price')],
    [filled(sku.cost) !== null && priceOf(sku.cost) === undefined, 'costFen', t('product.flaw.price')],
    [weight === undefined || weight < 0, 'weightG', t('product.flaw.weight')],
    [delta === undefined || Math.abs(delta) > MAX_STOCK_DELTA, 'delta', t('product.flaw.delta')],
    [
      delta !== undefined && sku.onHand + delta < sku.reserved,
      'delta',
      t('product.flaw.reserved', { n: sku.reserved }),
    ],
  ]
  return flaws.flatMap(([wrong, field, text]): [string, string][] => (wrong ? [[`skus.${at}.${field}`, text]] : []))
}

const flawsOfNames = (names: readonly string[], path: (index: number) => string): [string, string][] =>
  names.flatMap((name, index): [string, string][] => {
    if (name.trim() === '') return [[path(index), t('product.flaw.empty')]]
    return names.findIndex((other) => other.trim() === name.trim()) < index
      ? [[path(index), t('product.flaw.twice')]]
      : []
  })

/** What can be said before asking the server, under the paths the server uses too. */
export const flawsOf = (draft: Draft): Map<string, string> => {
  const kept = keptSkus(draft.options, draft.skus)
  return new Map([
    ...(draft.title.trim() === '' ? [['title', t('product.flaw.title')] as const] : []),
    ...(draft.categoryId === '' ? [['categoryId', t('product.flaw.category')] as const] : []),
    ...(kept.length === 0 || kept.length > MAX_SKUS
      ? [['skus', t('product.flaw.skus', { most: MAX_SKUS })] as const]
      : []),
    ...flawsOfNames(
      draft.options.map(({ name }) => name),
      (index) => `options.${index}.name`,
    ),
    ...draft.options.flatMap(({ values }, at) =>
      flawsOfNames(
        values.map(({ name }) => name),
        (index) => `options.${at}.values.${index}.name`,
      ),
    ),
    ...(['services', 'parameters'] as const).flatMap((list) =>
      flawsOfNames(
        draft[list].map(({ name }) => name),
        (index) => `${list}.${index}.name`,
      ),
    ),
    ...draft.parameters.flatMap(({ text }, index): [string, string][] =>
      text.trim() === '' ? [[`parameters.${index}.value`, t('product.flaw.empty')]] : [],
    ),
    ...kept.flatMap(flawsOfSku),
  ])
}
