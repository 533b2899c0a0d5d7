import type { ProductBody } from '@jishi/contracts/catalog/catalog-editing.schema'
import { SHELF_GAPS, type ShelfGap } from '@jishi/contracts/catalog/catalog.terms'
import type { Picture } from '@jishi/contracts/primitives.schema'
import { present } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import type { Sql, Tx } from '../../infra/database/sql.js'
import type { MediaFacade } from '../media/index.js'
import { unanswered } from './asked-attributes.query.js'
import { taken, type TakenCode } from './code-taken.js'
import { matrixFlaws } from './domain/matrix-flaws.js'
import { assertPicturesKnown } from './known-pictures.js'

/** Holds the category while a product is put into it, so that it cannot be archived under the product's feet. */
const holdCategory = async (tx: Tx, categoryId: string): Promise<void> => {
  const held = await tx.maybe('select 1 as one from categories where id = $1 and archived_at is null for share', [
    categoryId,
  ])
  if (held === undefined)
    throw new DomainError('VALIDATION_FAILED', [{ path: 'categoryId', message: 'there is no such category' }])
}

const assertCodesFree = async (tx: Tx, { skus }: ProductBody, spuId: string | null): Promise<void> => {
  const others = await tx.rows<{ externalCode: string; barcode: string | null }>(
    `select external_code as "externalCode", barcode from skus
      where (external_code = any($1::text[]) or barcode = any($2::text[])) and spu_id is distinct from $3`,
    [skus.flatMap(({ externalCode }) => externalCode ?? []), skus.flatMap(({ barcode }) => barcode ?? []), spuId],
  )
  const codes = new Set(others.map(({ externalCode }) => externalCode))
  const barcodes = new Set(others.map(({ barcode }) => barcode))
  const items = skus.flatMap(({ externalCode, barcode }, index): TakenCode[] => [
    ...(externalCode !== null && codes.has(externalCode)
      ? [{ path: `skus.${index}.externalCode`, field: 'externalCode' as const }]
      : []),
    ...(barcode !== null && barcodes.has(barcode)
      ? [{ path: `skus.${index}.barcode`, field: 'barcode' as const }]
      : []),
  ])
  if (items.length > 0) throw taken(items)
}

/** Prices of lists are looked at where they are saved; this is the one the product's own form holds. */
const assertAboveFloors = ({ skus }: ProductBody): void => {
  const items = skus.flatMap(({ priceFen, floorFen }, index) =>
    floorFen !== null && priceFen < floorFen ? [{ path: `skus.${index}.priceFen`, floorFen }] : [],
  )
  if (items.length > 0) throw new DomainError('PRICE_BELOW_FLOOR', { items })
}

const namedPictures = ({ pictureIds, detailPictureIds, skus }: ProductBody) => [
  ...pictureIds.map((id, index) => ({ path: `pictureIds.${index}`, id })),
  ...detailPictureIds.map((id, index) => ({ path: `detailPictureIds.${index}`, id })),
  ...skus.flatMap(({ pictureId }, index) =>
    pictureId === null ? [] : [{ path: `skus.${index}.pictureId`, id: pictureId }],
  ),
]

/**
 * Everything a product form must be before anything of it is written; answers its pictures by id. Throws
 * VALIDATION_FAILED with the fields, PRICE_BELOW_FLOOR and SKU_CODE_TAKEN with the SKUs. The unique constraints have the last word on codes.
 */
export const checkProduct = async (
  tx: Tx,
  media: MediaFacade,
  body: ProductBody,
  spuId: string | null,
): Promise<(id: string) => Picture> => {
  const flaws = matrixFlaws(body.options, body.skus)
  if (flaws.length > 0) throw new DomainError('VALIDATION_FAILED', flaws)
  assertAboveFloors(body)
  await holdCategory(tx, body.categoryId)
  const pictures = await assertPicturesKnown(tx, media, namedPictures(body))
  await assertCodesFree(tx, body, spuId)
  return (id) => present(pictures.get(id), `picture ${id}`)
}

/** What a product lacks before shoppers may see it, in its own category or in one it shall be moved to. */
export const shelfGaps = async (reader: Sql, spuId: string, categoryId?: string): Promise<ShelfGap[]> => {
  const found = await reader.maybe<Record<ShelfGap, boolean>>(
    `select jsonb_array_length(s.pictures) > 0 as pictures, not ${unanswered('coalesce($2::uuid, s.category_id)')} as attributes,
            exists (select 1 from skus k where k.spu_id = s.id and k.on_sale and k.archived_at is null) as skus
       from spus s where s.id = $1`,
    [spuId, categoryId ?? null],
  )
  if (found === undefined) return []
  return SHELF_GAPS.filter((part) => !found[part])
}

/** Throws PRODUCT_INCOMPLETE with what is missing. */
export const assertComplete = async (reader: Sql, spuId: string): Promise<void> => {
  const missing = await shelfGaps(reader, spuId)
  if (missing.length > 0) throw new DomainError('PRODUCT_INCOMPLETE', { missing })
}
