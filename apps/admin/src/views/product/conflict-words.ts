import type { ProductVideo } from '@jishi/contracts/catalog/catalog-editing.schema'
import type { SpuKind } from '@jishi/contracts/catalog/catalog.terms'
import type { Picture } from '@jishi/contracts/primitives.schema'
import { t, type CopyKey } from '@/copy'
import type { Difference } from './draft-merge'
import type { Pair, RelatedGoods } from './product-draft'

const names: Record<Difference['field'], CopyKey> = {
  kind: 'kind.label',
  title: 'product.title',
  subtitle: 'product.subtitle',
  categoryId: 'product.category',
  brandId: 'product.brand',
  tagIds: 'product.tags',
  attributes: 'product.attributes',
  origin: 'product.origin',
  keywords: 'product.keywords',
  noReasonReturn: 'product.noReason',
  services: 'product.services',
  parameters: 'product.parameters',
  detailHtml: 'product.detail',
  paragraphs: 'product.paragraphs',
  pictures: 'product.pictures',
  detailPictures: 'product.detailPictures',
  video: 'product.video',
  related: 'product.related',
  weight: 'product.weight',
  shelfFrom: 'product.shelfFrom',
  shelfUntil: 'product.shelfUntil',
  freightTemplateId: 'product.freight',
  options: 'product.options',
  price: 'product.price',
  cost: 'product.cost',
  floor: 'product.floor',
  volume: 'product.volume',
  externalCode: 'product.code',
  barcode: 'product.barcode',
  picture: 'product.picture',
  onSale: 'product.onSale',
  kept: 'product.keptRow',
}

/** The weight of a combination is grams, that of a product its place in the order. */
export const fieldText = ({ field, sku }: Difference): string =>
  t(field === 'weight' ? (sku === undefined ? 'product.sortWeight' : 'product.weight') : names[field])

/** Looks a name up; what is not known any more is shown as it is stored. */
export type NameOf = (id: string) => string

const plainWords = (html: string): string =>
  html
    .replace(/<img[^>]*>/g, `[${t('product.picture')}]`)
    .replace(/<[^>]+>/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
    .trim()

const counted = (list: readonly unknown[]): string => t('product.countPictures', { n: list.length })
const pairs = (list: readonly Pair[]): string => list.map(({ name, text }) => `${name} ${text}`.trim()).join('；')

const special: Partial<Record<Difference['field'], (value: never, nameOf: NameOf) => string>> = {
  kind: (kind: SpuKind) => t(`kind.${kind}`),
  categoryId: (id: string, nameOf) => nameOf(id),
  brandId: (id: string, nameOf) => nameOf(id),
  freightTemplateId: (id: string, nameOf) => nameOf(id),
  tagIds: (ids: string[], nameOf) => ids.map(nameOf).join('、'),
  attributes: (answers: { attributeId: string; valueIds: string[]; words: string | null }[], nameOf) =>
    answers
      .map(({ attributeId, valueIds, words }) =>
        `${nameOf(attributeId)} ${words ?? valueIds.map(nameOf).join('、')}`.trim(),
      )
      .join('；'),
  services: (list: Pair[]) => pairs(list),
  parameters: (list: Pair[]) => pairs(list),
  detailHtml: (html: string) => plainWords(html),
  pictures: (list: Picture[]) => counted(list),
  detailPictures: (list: Picture[]) => counted(list),
  video: (video: ProductVideo) => video.id,
  picture: (picture: Picture) => picture.id,
  related: (list: RelatedGoods[]) => list.map(({ title }) => title).join('、'),
  options: (list: string[][]) => list.map(([name, ...values]) => `${name ?? ''}：${values.join('、')}`).join('；'),
}

/** One side of a difference as people read it; an empty one says so. */
export const valueText = ({ field }: Pick<Difference, 'field'>, value: unknown, nameOf: NameOf): string => {
  const write = special[field] as ((value: unknown, nameOf: NameOf) => string) | undefined
  if (value === null || value === undefined) return t('product.nothing')
  if (typeof value === 'boolean') return t(value ? 'category.yes' : 'category.no')
  const words = write === undefined ? String(value) : write(value, nameOf)
  return words === '' ? t('product.nothing') : words
}
