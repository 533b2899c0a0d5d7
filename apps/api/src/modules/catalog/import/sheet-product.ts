import type { ProductBody, SkuBody } from '@jishi/contracts/catalog/catalog-editing.schema'
import type { SpuState } from '@jishi/contracts/catalog/catalog.terms'
import { KIND_WORDS, type SheetColumn } from '@jishi/contracts/catalog/product-import.terms'
import { fen, formatFen } from '@jishi/kernel/money'
import { isoOf, type Instant } from '@jishi/kernel/time'
import type { Sql } from '../../../infra/database/sql.js'
import { productEditing, type ProductEditing } from '../product-editing.query.js'
import { pairsText, valuesText, type Pair } from './domain/sheet-pairs.js'
import { sheetTimeText } from './domain/sheet-time.js'
import { plainLines, TIMED } from './domain/sheet-text.js'
import type { SheetNames } from './sheet-names.js'

/** What a sheet calls by name that the editor knows by key. */
interface Worded {
  readonly answers: readonly {
    readonly name: string
    readonly values: readonly string[]
    readonly words: string | null
  }[]
  readonly related: readonly string[]
}

/** A product of the shop as a sheet meets it. */
export interface SheetProduct {
  readonly id: string
  readonly code: string
  readonly state: SpuState
  readonly version: number
  readonly editing: ProductEditing
  readonly worded: Worded
}

export type FormSku = ProductEditing['skus'][number]
export type Printed = Partial<Record<SheetColumn, string>>

const AXES = [1, 2, 3, 4, 5, 6] as const
export const optionColumn = (axis: number): SheetColumn => `option${AXES[axis] ?? 6}`
export const valueColumn = (axis: number): SheetColumn => `value${AXES[axis] ?? 6}`
export const optionColumns = AXES.map((_, axis) => optionColumn(axis))

/** In the order of the editor's form. */
const WORDED = `
  coalesce((
    select jsonb_agg(jsonb_build_object('name', a.name, 'values', given.names, 'words', given.words) order by a.position, a.id)
      from (
        select sv.attribute_id, max(sv.words) as words,
               coalesce(jsonb_agg(v.name order by v.position, v.id) filter (where v.id is not null), '[]') as names
          from spu_attribute_values sv left join attribute_values v on v.id = sv.value_id
         where sv.spu_id = s.id group by sv.attribute_id) given
      join attributes a on a.id = given.attribute_id
      join categories above on above.id = a.category_id
     where starts_with(c.path, above.path)), '[]') as answers,
  coalesce((
    select jsonb_agg(o.code order by r.position) from spu_related r join spus o on o.id = r.related_id and o.archived_at is null
     where r.spu_id = s.id), '[]') as related`

/** Undefined where no product, or only a recycled one, carries the code; `recycled` tells them apart. */
export const sheetProduct = async (
  reader: Sql,
  code: string,
): Promise<{ product: SheetProduct | undefined; recycled: boolean }> => {
  const found = await reader.maybe<Worded & { id: string; archived: boolean }>(
    `select s.id, s.archived_at is not null as archived, ${WORDED}
       from spus s join categories c on c.id = s.category_id where s.code = $1`,
    [code],
  )
  if (found === undefined || found.archived) return { product: undefined, recycled: found !== undefined }
  const editing = await productEditing(reader, found.id)
  if (editing === undefined) return { product: undefined, recycled: true }
  const { id, state, version } = editing
  const worded = { answers: found.answers, related: found.related }
  return { product: { id, code, state, version, editing, worded }, recycled: false }
}

const keywordsOf = (text: string): string[] => text.split(' ').filter((word) => word !== '')

export const skuBodyOf = (sku: FormSku): SkuBody => {
  const { values, externalCode, barcode, priceFen, costFen, floorFen, weightG, volumeCm3, picture, onSale } = sku
  const numbers = { priceFen, costFen, floorFen, weightG, volumeCm3 }
  return { values, externalCode, barcode, ...numbers, pictureId: picture?.id ?? null, onSale }
}

/** What an editor would send of a product that nobody changed. */
export const bodyOfProduct = ({ editing }: SheetProduct): ProductBody => {
  const { id: _id, version: _version, state: _state, pictures, detailPictures, related, video, ...same } = editing
  return {
    ...same,
    keywords: keywordsOf(editing.keywords),
    pictureIds: pictures.map((picture) => picture.id),
    detailPictureIds: detailPictures.map((picture) => picture.id),
    relatedIds: related.map((product) => product.id),
    videoId: video?.id ?? null,
    shelfFrom: editing.shelfFrom === null ? null : isoOf(editing.shelfFrom),
    shelfUntil: editing.shelfUntil === null ? null : isoOf(editing.shelfUntil),
    skus: editing.skus.filter(({ archived }) => !archived).map(skuBodyOf),
  }
}

const yesNo = (value: boolean): string => (value ? '是' : '否')
const yuan = (amount: number | null): string => (amount === null ? '' : formatFen(fen(amount)))
const idsOf = (pictures: readonly { readonly id: string }[]): string => pictures.map(({ id }) => id).join('|')

const moment = (at: Instant | null): string => (at === null ? '' : sheetTimeText(at))
const nameOf = (names: ReadonlyMap<string, string>, id: string | null): string => names.get(id ?? '') ?? ''
const answerPair = ({ name, values, words }: Worded['answers'][number]): Pair => ({
  name,
  value: words ?? valuesText(values),
})

/** What a sheet says of a product in the columns that all its rows share. */
export const printedProduct = ({ code, state, editing, worded }: SheetProduct, names: SheetNames): Printed => ({
  productCode: code,
  kind: KIND_WORDS.find(([kind]) => kind === editing.kind)?.[1] ?? '',
  title: editing.title,
  subtitle: editing.subtitle,
  category: nameOf(names.categories, editing.categoryId),
  brand: nameOf(names.brands, editing.brandId),
  freightTemplate: nameOf(names.freights, editing.freightTemplateId),
  tags: editing.tagIds.flatMap((id) => names.tags.get(id) ?? []).join('|'),
  origin: editing.origin ?? '',
  keywords: keywordsOf(editing.keywords).join('|'),
  attributes: pairsText(worded.answers.map(answerPair)),
  parameters: pairsText(editing.parameters),
  services: pairsText(editing.services.map(({ name, note }) => ({ name, value: note }))),
  related: worded.related.join('|'),
  film: editing.video?.id ?? '',
  ...Object.fromEntries(editing.options.map(({ name }, axis) => [optionColumn(axis), name])),
  shelf: state === 'scheduled' ? TIMED : yesNo(state === 'on_shelf'),
  shelfFrom: moment(editing.shelfFrom),
  shelfUntil: moment(editing.shelfUntil),
  noReasonReturn: yesNo(editing.noReasonReturn),
  sortWeight: String(editing.weight),
  pictures: idsOf(editing.pictures),
  detailPictures: idsOf(editing.detailPictures),
  paragraphs: editing.paragraphs.join('\n'),
  detail: editing.detailHtml,
})

/** What a sheet says of one SKU. Its first stock is history by then, so that column stays empty. */
export const printedSku = (sku: FormSku): Printed => ({
  ...Object.fromEntries(sku.values.map((value, axis) => [valueColumn(axis), value])),
  skuCode: sku.externalCode,
  barcode: sku.barcode ?? '',
  price: yuan(sku.priceFen),
  cost: yuan(sku.costFen),
  floor: yuan(sku.floorFen),
  weight: String(sku.weightG),
  volume: sku.volumeCm3 === null ? '' : String(sku.volumeCm3),
  skuOnSale: yesNo(sku.onSale),
  skuPicture: sku.picture?.id ?? '',
})

/** The same for comparing: cells lose their outer blanks and foreign line ends on the way through a file. */
export const comparable = (printed: Printed): Printed =>
  Object.fromEntries(Object.entries(printed).map(([column, text]) => [column, plainLines(text)]))
