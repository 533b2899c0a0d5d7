import { z } from 'zod'
import { at, fen, picture, uuid } from '../primitives.schema.js'
import {
  MAX_ATTRIBUTE_VALUES,
  MAX_DETAIL_HTML,
  MAX_DETAIL_PICTURES,
  MAX_GALLERY,
  MAX_OPTION_VALUES,
  MAX_OPTIONS,
  MAX_PRICE_FEN,
  MAX_PRODUCT_ATTRIBUTES,
  MAX_PRODUCT_TAGS,
  MAX_RELATED,
  MAX_SKUS,
  MAX_WEIGHT,
  PERMIT_KINDS,
  SPU_KINDS,
  SPU_STATES,
} from './catalog.terms.js'

const text = (most: number) => z.string().trim().min(1).max(most)
const version = z.int().min(1)
const pictureId = z.string().regex(/^[A-Za-z0-9_-]{22}$/)
const day = z.iso.date()

/** What a write answers: which row, and the version the next write has to know. */
export const saved = z.object({ id: uuid, version })
export type Saved = z.infer<typeof saved>
export const versionBody = z.strictObject({ version })
export type VersionBody = z.infer<typeof versionBody>

/** A value keeps its id through a new name; without an id the name finds an earlier value or makes a new one. */
const optionValue = z.strictObject({ id: uuid.optional(), name: text(40) })
const option = z.strictObject({
  id: uuid.optional(),
  name: text(20),
  values: z.array(optionValue).min(1).max(MAX_OPTION_VALUES),
})
const skuBody = z.strictObject({
  /** One value of each option by name, in the order of the options. */
  values: z.array(text(40)).max(MAX_OPTIONS),
  /** Left empty, the shop gives one. */
  externalCode: text(60).nullable(),
  barcode: text(40).nullable(),
  priceFen: z.int().min(1).max(MAX_PRICE_FEN),
  costFen: fen.max(MAX_PRICE_FEN).nullable(),
  /** Below it no offer may push the price; null: no such line. */
  floorFen: fen.max(MAX_PRICE_FEN).nullable(),
  weightG: z.int().min(0).max(1_000_000),
  volumeCm3: z.int().min(0).max(100_000_000).nullable(),
  pictureId: pictureId.nullable(),
  onSale: z.boolean(),
})
export type SkuBody = z.infer<typeof skuBody>

/** What a product says to one attribute of its category: values of its list, or words of its own. */
const attributeAnswer = z.strictObject({
  attributeId: uuid,
  valueIds: z.array(uuid).max(MAX_ATTRIBUTE_VALUES),
  words: text(80).nullable(),
})
export type AttributeAnswer = z.infer<typeof attributeAnswer>

const productFields = {
  /** Changes only in a draft that was never on the shelf or in stock. */
  kind: z.enum(SPU_KINDS),
  title: text(60),
  subtitle: z.string().trim().max(120),
  categoryId: uuid,
  origin: text(40).nullable(),
  /** Joined by blanks for searching, so one of them has none. */
  keywords: z.array(text(20).regex(/^\S+$/)).max(20),
  services: z.array(z.strictObject({ name: text(20), note: z.string().trim().max(60) })).max(8),
  noReasonReturn: z.boolean(),
  parameters: z.array(z.strictObject({ name: text(20), value: text(80) })).max(30),
  paragraphs: z.array(text(500)).max(20),
  pictureIds: z.array(pictureId).max(MAX_GALLERY),
  detailPictureIds: z.array(pictureId).max(MAX_DETAIL_PICTURES),
  options: z.array(option).max(MAX_OPTIONS),
  skus: z.array(skuBody).min(1).max(MAX_SKUS),
  brandId: uuid.nullable(),
  tagIds: z.array(uuid).max(MAX_PRODUCT_TAGS),
  attributes: z.array(attributeAnswer).max(MAX_PRODUCT_ATTRIBUTES),
  /** Shown beside it, in this order. */
  relatedIds: z.array(uuid).max(MAX_RELATED),
  /** The heavier, the earlier in the recommended order. */
  weight: z.int().min(0).max(MAX_WEIGHT),
  /** Rich text. Only what the shop's allow-list lets through is kept; the answer of the form shows it as it is stored. */
  detailHtml: z.string().max(MAX_DETAIL_HTML),
  videoId: pictureId.nullable(),
  /** Days it comes to the shelf and leaves it. A draft keeps them as an intention; `schedule` makes it wait for them. */
  shelfFrom: at.nullable(),
  shelfUntil: at.nullable(),
  /** null: it travels by the shop's own flat freight. */
  freightTemplateId: uuid.nullable(),
}
export const productBody = z.strictObject(productFields)
export type ProductBody = z.infer<typeof productBody>
export const productEditBody = z.strictObject({ ...productFields, version })
export type ProductEditBody = z.infer<typeof productEditBody>

/** A film of the media library as a product keeps it. */
export const productVideo = z.object({ id: z.string(), poster: picture.nullable(), seconds: z.number().nullable() })
export type ProductVideo = z.infer<typeof productVideo>

/** A product as its editor needs it, cost included: for operators who may write products, never for the shop. */
export const productForm = z.object({
  id: uuid,
  version,
  state: z.enum(SPU_STATES),
  kind: z.enum(SPU_KINDS),
  title: z.string(),
  subtitle: z.string(),
  categoryId: uuid,
  origin: z.string().nullable(),
  keywords: z.array(z.string()),
  services: z.array(z.object({ name: z.string(), note: z.string() })),
  noReasonReturn: z.boolean(),
  parameters: z.array(z.object({ name: z.string(), value: z.string() })),
  paragraphs: z.array(z.string()),
  pictures: z.array(picture),
  detailPictures: z.array(picture),
  options: z.array(z.object({ id: uuid, name: z.string(), values: z.array(z.object({ id: uuid, name: z.string() })) })),
  skus: z.array(
    z.object({
      id: uuid,
      values: z.array(z.string()),
      externalCode: z.string(),
      barcode: z.string().nullable(),
      priceFen: fen,
      costFen: fen.nullable(),
      floorFen: fen.nullable(),
      weightG: z.int(),
      volumeCm3: z.int().nullable(),
      picture: picture.nullable(),
      onSale: z.boolean(),
      /** A combination that was taken away: it comes back as it was when it is chosen again. */
      archived: z.boolean(),
      onHand: z.int(),
      reserved: z.int(),
      available: z.int(),
    }),
  ),
  brandId: uuid.nullable(),
  tagIds: z.array(uuid),
  /** Archived attributes and values too, where the product still carries them: saved again they stay, new they are refused. */
  attributes: z.array(z.object({ attributeId: uuid, valueIds: z.array(uuid), words: z.string().nullable() })),
  related: z.array(z.object({ id: uuid, title: z.string(), picture: picture.nullable(), state: z.enum(SPU_STATES) })),
  weight: z.int(),
  detailHtml: z.string(),
  video: productVideo.nullable(),
  shelfFrom: at.nullable(),
  shelfUntil: at.nullable(),
  freightTemplateId: uuid.nullable(),
})
export type ProductForm = z.infer<typeof productForm>

const categoryFields = {
  name: text(20),
  iconId: pictureId.nullable(),
  permitKind: z.enum(PERMIT_KINDS).exclude(['business']).nullable(),
}
export const categoryBody = z.strictObject({ ...categoryFields, parentId: uuid.nullable() })
export type CategoryBody = z.infer<typeof categoryBody>
export const categoryEditBody = z.strictObject({ ...categoryFields, version })
export type CategoryEditBody = z.infer<typeof categoryEditBody>
/** Under which category, and before which of those already there; null: at the top, at the end. */
export const categoryMoveBody = z.strictObject({ parentId: uuid.nullable(), beforeId: uuid.nullable(), version })
export type CategoryMoveBody = z.infer<typeof categoryMoveBody>

export interface AdminCategoryNode {
  id: string
  name: string
  icon: z.infer<typeof picture> | null
  /** Products on the shelf in this category and below it. */
  productCount: number
  /** Every product of this category itself, whatever its state. */
  ownProductCount: number
  permitKind: (typeof PERMIT_KINDS)[number] | null
  version: number
  children: AdminCategoryNode[]
}
export const adminCategory: z.ZodType<AdminCategoryNode> = z.object({
  id: uuid,
  name: z.string(),
  icon: picture.nullable(),
  productCount: z.int(),
  ownProductCount: z.int(),
  permitKind: z.enum(PERMIT_KINDS).nullable(),
  version,
  get children() {
    return z.array(adminCategory)
  },
})

const permitFields = {
  kind: z.enum(PERMIT_KINDS),
  title: text(60),
  number: text(60),
  pictureId: pictureId.nullable(),
  validFrom: day,
  /** The last day it holds; null: without an end. */
  validTo: day.nullable(),
  /** Shown to shoppers on the page of licences. */
  shown: z.boolean(),
}
export const permitBody = z.strictObject(permitFields)
export type PermitBody = z.infer<typeof permitBody>
export const permitEditBody = z.strictObject({ ...permitFields, version })
export type PermitEditBody = z.infer<typeof permitEditBody>
export const permit = z.object({
  id: uuid,
  kind: z.enum(PERMIT_KINDS),
  title: z.string(),
  number: z.string(),
  picture: picture.nullable(),
  validFrom: day,
  validTo: day.nullable(),
  shown: z.boolean(),
  /** Whether it holds today, by the shop's own calendar. */
  valid: z.boolean(),
  version,
})
export type Permit = z.infer<typeof permit>

export const licences = z.object({
  items: z.array(
    z.object({
      kind: z.enum(PERMIT_KINDS),
      title: z.string(),
      number: z.string(),
      picture: picture.nullable(),
      validTo: day.nullable(),
    }),
  ),
  icp: z.string().nullable(),
})
export type Licences = z.infer<typeof licences>
