import type { ImportFlawCode, SheetColumn } from '@jishi/contracts/catalog/product-import.terms'
import { ERRORS, isErrorCode } from '@jishi/contracts/errors'
import type { DomainError } from '@jishi/kernel/errors'
import type { z } from 'zod'
import type { SheetFlaw } from './domain/sheet-text.js'
import type { ProductDraft } from './product-draft.js'
import { optionColumn, valueColumn } from './sheet-product.js'

type Path = readonly (string | number)[]

const COLUMN_OF: Readonly<Record<string, SheetColumn>> = {
  kind: 'kind',
  title: 'title',
  subtitle: 'subtitle',
  categoryId: 'category',
  brandId: 'brand',
  freightTemplateId: 'freightTemplate',
  tagIds: 'tags',
  origin: 'origin',
  keywords: 'keywords',
  noReasonReturn: 'noReasonReturn',
  weight: 'sortWeight',
  pictureIds: 'pictures',
  detailPictureIds: 'detailPictures',
  paragraphs: 'paragraphs',
  detailHtml: 'detail',
  attributes: 'attributes',
  parameters: 'parameters',
  services: 'services',
  relatedIds: 'related',
  videoId: 'film',
  shelfFrom: 'shelfFrom',
  shelfUntil: 'shelfUntil',
  externalCode: 'skuCode',
  barcode: 'barcode',
  priceFen: 'price',
  costFen: 'cost',
  floorFen: 'floor',
  weightG: 'weight',
  volumeCm3: 'volume',
  onSale: 'skuOnSale',
  pictureId: 'skuPicture',
}

const columnOfSku = ([part, axis = 0]: Path): SheetColumn =>
  part === 'values' ? valueColumn(Number(axis)) : (COLUMN_OF[String(part)] ?? 'skuCode')

/** Where in the file the field stands that a path of the product's form names. */
export const placeOf = (path: Path, draft: ProductDraft, firstRow: number): Pick<SheetFlaw, 'row' | 'column'> => {
  const [field, index, ...rest] = path
  if (index !== undefined && field === 'skus')
    return { row: draft.skuRows[Number(index)] ?? firstRow, column: columnOfSku(rest) }
  if (index !== undefined && field === 'options')
    return { row: firstRow, column: (rest[0] === 'values' ? valueColumn : optionColumn)(Number(index)) }
  return { row: firstRow, column: COLUMN_OF[String(field)] ?? null }
}

const CODE_OF: Readonly<Record<string, ImportFlawCode>> = {
  categoryId: 'CATEGORY_UNKNOWN',
  pictureIds: 'PICTURE_UNKNOWN',
  detailPictureIds: 'PICTURE_UNKNOWN',
  pictureId: 'PICTURE_UNKNOWN',
  externalCode: 'SKU_TWICE',
  barcode: 'BARCODE_TWICE',
  values: 'COMBINATION_TWICE',
  freightTemplateId: 'FREIGHT_UNKNOWN',
  attributes: 'ATTRIBUTE_REFUSED',
  relatedIds: 'RELATED_REFUSED',
  videoId: 'FILM_UNKNOWN',
  shelfFrom: 'DAYS_REFUSED',
  shelfUntil: 'DAYS_REFUSED',
}

interface Told {
  readonly path: string
  readonly message?: string
}

const listOf = (details: unknown): Told[] => {
  const items = Array.isArray(details) ? details : (details as { items?: unknown } | undefined)?.items
  return Array.isArray(items) ? (items as Told[]) : []
}

const WHOLE: Readonly<Record<string, { code: ImportFlawCode; column: SheetColumn }>> = {
  PERMIT_MISSING: { code: 'PERMIT_MISSING', column: 'shelf' },
  PRODUCT_INCOMPLETE: { code: 'PRODUCT_INCOMPLETE', column: 'shelf' },
  PRODUCT_KIND_FIXED: { code: 'KIND_FIXED', column: 'kind' },
  VERSION_CONFLICT: { code: 'CHANGED_MEANWHILE', column: 'productCode' },
  NOT_FOUND: { code: 'CHANGED_MEANWHILE', column: 'productCode' },
}

/** A refusal of the editor's own use cases, told at the cells it is about. */
export const flawsOfRefusal = ({ code, details }: DomainError, draft: ProductDraft, firstRow: number): SheetFlaw[] => {
  const whole = WHOLE[code]
  if (whole !== undefined) return [{ ...whole, row: firstRow }]
  const found = isErrorCode(code) ? ERRORS[code].zh : code
  const told = listOf(details)
  if (told.length === 0) return [{ code: 'VALUE_REFUSED', row: firstRow, column: 'productCode', found }]
  return told.map(({ path, message }) => {
    const parts = path.split('.')
    const place = placeOf(parts, draft, firstRow)
    if (code === 'PRICE_BELOW_FLOOR') return { ...place, code: 'BELOW_FLOOR' }
    if (code === 'SKU_CODE_TAKEN') return { ...place, code: 'SKU_CODE_TAKEN' }
    const known = CODE_OF[parts[0] === 'skus' ? (parts[2] ?? '') : (parts[0] ?? '')]
    return known === undefined
      ? { ...place, code: 'VALUE_REFUSED', found: message ?? found }
      : { ...place, code: known }
  })
}

/** What the form's own schema finds, told at the cells. */
export const flawOfIssue = (issue: z.core.$ZodIssue, draft: ProductDraft, firstRow: number): SheetFlaw => {
  const place = placeOf(issue.path as Path, draft, firstRow)
  if (issue.code === 'too_small' && issue.origin === 'string') return { ...place, code: 'CELL_NEEDED' }
  if (issue.code === 'too_big' && issue.origin === 'array')
    return { ...place, code: 'TOO_MANY', most: Number(issue.maximum) }
  if (issue.code === 'too_big' && issue.origin !== 'number' && issue.origin !== 'int')
    return { ...place, code: 'CELL_TOO_LONG', most: Number(issue.maximum) }
  return { ...place, code: 'VALUE_REFUSED', found: issue.message }
}
