import type { ProductBody, SkuBody } from '@jishi/contracts/catalog/catalog-editing.schema'
import { MAX_WEIGHT } from '@jishi/contracts/catalog/catalog.terms'
import { KIND_WORDS, type ImportFlawCode, type SheetColumn } from '@jishi/contracts/catalog/product-import.terms'
import { MAX_STOCK_DELTA } from '@jishi/contracts/inventory/inventory.terms'
import { parseYuan, type Fen } from '@jishi/kernel/money'
import { isoOf } from '@jishi/kernel/time'
import { pairsOf } from './domain/sheet-pairs.js'
import { sheetTime } from './domain/sheet-time.js'
import { categoryPath, clipped, entriesOf, SIGNS, TIMED, wholeNumber, yesOrNo } from './domain/sheet-text.js'
import type { SheetNames } from './sheet-names.js'

/** A cell that means nothing we know. */
export class Wrong {
  constructor(
    readonly code: ImportFlawCode,
    readonly found?: string,
    readonly most?: number,
  ) {}
}

export type Reader<Part> = (text: string, names: SheetNames) => Part | Wrong

const MAX_WEIGHT_G = 1_000_000
const MAX_VOLUME_CM3 = 100_000_000

const money = (text: string): Fen | Wrong => {
  const amount = parseYuan(text.replace(/^[¥￥]/, '').replace(/,/g, ''))
  return amount === undefined || amount < 0 ? new Wrong('NOT_YUAN', clipped(text)) : amount
}

const whole = (text: string, most: number): number | Wrong =>
  wholeNumber(text, most) ?? new Wrong('NOT_WHOLE', clipped(text), most)

const decided = (text: string): boolean | Wrong => yesOrNo(text) ?? new Wrong('NOT_YES_NO', clipped(text))

/** The one key a name stands for. */
const only = (
  name: string,
  ids: readonly string[] | undefined,
  unknown: ImportFlawCode,
  several: ImportFlawCode = unknown,
): string | Wrong => {
  const [id, another] = ids ?? []
  if (id === undefined) return new Wrong(unknown, clipped(name))
  return another === undefined ? id : new Wrong(several, clipped(name))
}

const picture = (name: string, { mentioned: { pictures } }: SheetNames): string | Wrong =>
  only(name, pictures.get(name), 'PICTURE_UNKNOWN', 'PICTURE_AMBIGUOUS')

/** All of them, or what is wrong with the first that is. */
export const each = <Entry, Value>(
  entries: readonly Entry[],
  read: (entry: Entry) => Value | Wrong,
): Value[] | Wrong => {
  const values: Value[] = []
  for (const entry of entries) {
    const value = read(entry)
    if (value instanceof Wrong) return value
    values.push(value)
  }
  return values
}

const as =
  <Key extends string, Value>(key: Key, read: (text: string, names: SheetNames) => Value | Wrong) =>
  (text: string, names: SheetNames): Record<Key, Value> | Wrong => {
    const value = read(text, names)
    return value instanceof Wrong ? value : ({ [key]: value } as Record<Key, Value>)
  }

/** Empty means none for these; the others are left as they are where a cell is empty. */
const orNull =
  <Value>(read: (text: string) => Value | Wrong) =>
  (text: string): Value | null | Wrong =>
    text === '' ? null : read(text)

const kind = (text: string): ProductBody['kind'] | Wrong =>
  KIND_WORDS.find(([key, word]) => word === text || key === text.toLowerCase())?.[0] ??
  new Wrong('KIND_UNKNOWN', clipped(text))

const picturesOf = (text: string, names: SheetNames): string[] | Wrong =>
  each(entriesOf(text), (name) => picture(name, names))

const parameters = (text: string): ProductBody['parameters'] | Wrong =>
  each(pairsOf(text), (pair) => (pair.value === '' ? new Wrong('PAIR_INCOMPLETE', clipped(pair.name)) : pair))

const moment = (text: string): string | Wrong => {
  const at = sheetTime(text)
  return at === undefined ? new Wrong('NOT_A_TIME', clipped(text)) : isoOf(at)
}

export const PRODUCT_READERS: Partial<Record<SheetColumn, Reader<Partial<ProductBody>>>> = {
  kind: as('kind', kind),
  title: as('title', (text) => text),
  subtitle: as('subtitle', (text) => text),
  category: as('categoryId', (text, names) =>
    only(text, names.categoryIds.get(categoryPath(text)), 'CATEGORY_UNKNOWN'),
  ),
  brand: as('brandId', (text, names) =>
    text === '' ? null : only(text, names.brandIds.get(text.toLowerCase()), 'BRAND_UNKNOWN'),
  ),
  freightTemplate: as('freightTemplateId', (text, names) =>
    text === '' ? null : only(text, names.freightIdsOf(text), 'FREIGHT_UNKNOWN', 'FREIGHT_AMBIGUOUS'),
  ),
  tags: as('tagIds', (text, names) =>
    each(entriesOf(text, SIGNS), (name) => only(name, names.tagIds.get(name), 'TAG_UNKNOWN')),
  ),
  origin: as('origin', (text) => (text === '' ? null : text)),
  keywords: as('keywords', (text) => entriesOf(text, `${SIGNS}\\s`)),
  services: as('services', (text) => pairsOf(text).map(({ name, value }) => ({ name, note: value }))),
  parameters: as('parameters', parameters),
  related: as('relatedIds', (text, { mentioned }) =>
    each(entriesOf(text, SIGNS), (code) => only(code, mentioned.products.get(code), 'RELATED_UNKNOWN')),
  ),
  film: as('videoId', (text, { mentioned }) =>
    text === '' ? null : only(text, mentioned.films.get(text), 'FILM_UNKNOWN', 'FILM_AMBIGUOUS'),
  ),
  shelfFrom: as('shelfFrom', orNull(moment)),
  shelfUntil: as('shelfUntil', orNull(moment)),
  noReasonReturn: as('noReasonReturn', decided),
  sortWeight: as('weight', (text) => whole(text, MAX_WEIGHT)),
  pictures: as('pictureIds', picturesOf),
  detailPictures: as('detailPictureIds', picturesOf),
  paragraphs: as('paragraphs', (text) =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
  detail: as('detailHtml', (text) => text),
}

export const SKU_READERS: Partial<Record<SheetColumn, Reader<Partial<SkuBody>>>> = {
  barcode: as('barcode', (text) => (text === '' ? null : text)),
  price: as('priceFen', money),
  cost: as('costFen', orNull(money)),
  floor: as('floorFen', orNull(money)),
  weight: as('weightG', (text) => whole(text, MAX_WEIGHT_G)),
  volume: as(
    'volumeCm3',
    orNull((text) => whole(text, MAX_VOLUME_CM3)),
  ),
  skuOnSale: as('onSale', decided),
  skuPicture: as('pictureId', (text, names) => (text === '' ? null : picture(text, names))),
}

export const shelfOf = as('shelf', (text) => {
  if (text === TIMED || text.toLowerCase() === 'scheduled') return 'scheduled' as const
  const yes = decided(text)
  return yes instanceof Wrong ? yes : yes ? ('on_shelf' as const) : ('off_shelf' as const)
})
export const firstStockOf = as('qty', (text) => whole(text, MAX_STOCK_DELTA))

/** What has to be there, and what an empty cell leaves alone. */
export const NEVER_EMPTY: ReadonlySet<SheetColumn> = new Set<SheetColumn>(['title', 'category', 'price'])
export const EMPTY_KEEPS: ReadonlySet<SheetColumn> = new Set<SheetColumn>([
  'kind',
  'noReasonReturn',
  'sortWeight',
  'weight',
  'skuOnSale',
])
