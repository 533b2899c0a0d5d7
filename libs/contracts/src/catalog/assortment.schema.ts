import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { at, idParams, page, picture, uuid } from '../primitives.schema.js'
import { assortmentRoutes } from './assortment.routes.js'
import { saved, versionBody } from './catalog-editing.schema.js'
import { ATTRIBUTE_KINDS, MAX_ATTRIBUTE_VALUES } from './catalog.terms.js'

const text = (most: number) => z.string().trim().min(1).max(most)
const version = z.int().min(1)
const pictureId = z.string().regex(/^[A-Za-z0-9_-]{22}$/)

/** Before which of its kind it stands from now on; null: at the end. */
export const placeBody = z.strictObject({ beforeId: uuid.nullable(), version })
export type PlaceBody = z.infer<typeof placeBody>

const brandFields = { name: text(40), logoId: pictureId.nullable(), story: z.string().trim().max(500) }
export const brandBody = z.strictObject(brandFields)
export type BrandBody = z.infer<typeof brandBody>
export const brandEditBody = z.strictObject({ ...brandFields, version })
export type BrandEditBody = z.infer<typeof brandEditBody>
export const brand = z.object({
  id: uuid,
  name: z.string(),
  logo: picture.nullable(),
  story: z.string(),
  /** Products that carry it, whatever their state; those in the recycle bin do not count. */
  productCount: z.int(),
  version,
  createdAt: at,
})
export type Brand = z.infer<typeof brand>

const tagFields = { name: text(10), shown: z.boolean() }
export const tagBody = z.strictObject(tagFields)
export type TagBody = z.infer<typeof tagBody>
export const tagEditBody = z.strictObject({ ...tagFields, version })
export type TagEditBody = z.infer<typeof tagEditBody>
export const tag = z.object({
  id: uuid,
  name: z.string(),
  /** On the cards shoppers see; otherwise for operators only. */
  shown: z.boolean(),
  productCount: z.int(),
  version,
})
export type Tag = z.infer<typeof tag>

const attributeFields = { name: text(20), filterable: z.boolean(), required: z.boolean() }
const newValue = z.strictObject({ name: text(40) })
/** `text` has no values and is no filter; the others have at least one value. The kind stays for good. */
export const attributeBody = z.strictObject({
  ...attributeFields,
  kind: z.enum(ATTRIBUTE_KINDS),
  values: z.array(newValue).max(MAX_ATTRIBUTE_VALUES),
})
export type AttributeBody = z.infer<typeof attributeBody>
/** A value keeps its id through a new name; one that is left out is archived: goods keep it, it is offered no more. */
export const attributeEditBody = z.strictObject({
  ...attributeFields,
  values: z.array(z.strictObject({ id: uuid.optional(), name: text(40) })).max(MAX_ATTRIBUTE_VALUES),
  version,
})
export type AttributeEditBody = z.infer<typeof attributeEditBody>
export const attribute = z.object({
  id: uuid,
  /** Where it is defined: the asked category, or one above it. */
  categoryId: uuid,
  categoryName: z.string(),
  inherited: z.boolean(),
  name: z.string(),
  kind: z.enum(ATTRIBUTE_KINDS),
  filterable: z.boolean(),
  required: z.boolean(),
  /** No longer offered; listed while goods still carry it. */
  archived: z.boolean(),
  values: z.array(z.object({ id: uuid, name: z.string(), archived: z.boolean(), productCount: z.int() })),
  version,
})
export type Attribute = z.infer<typeof attribute>

export const assortmentEndpoints = {
  brands: endpoint(assortmentRoutes.brands, { reply: page(brand) }),
  addBrand: endpoint(assortmentRoutes.addBrand, { body: brandBody, reply: saved }),
  editBrand: endpoint(assortmentRoutes.editBrand, { params: idParams, body: brandEditBody, reply: saved }),
  placeBrand: endpoint(assortmentRoutes.placeBrand, { params: idParams, body: placeBody, reply: saved }),
  archiveBrand: endpoint(assortmentRoutes.archiveBrand, { params: idParams, body: versionBody, reply: saved }),
  tags: endpoint(assortmentRoutes.tags, { reply: page(tag) }),
  addTag: endpoint(assortmentRoutes.addTag, { body: tagBody, reply: saved }),
  editTag: endpoint(assortmentRoutes.editTag, { params: idParams, body: tagEditBody, reply: saved }),
  placeTag: endpoint(assortmentRoutes.placeTag, { params: idParams, body: placeBody, reply: saved }),
  archiveTag: endpoint(assortmentRoutes.archiveTag, { params: idParams, body: versionBody, reply: saved }),
  attributes: endpoint(assortmentRoutes.attributes, { params: idParams, reply: page(attribute) }),
  addAttribute: endpoint(assortmentRoutes.addAttribute, { params: idParams, body: attributeBody, reply: saved }),
  editAttribute: endpoint(assortmentRoutes.editAttribute, { params: idParams, body: attributeEditBody, reply: saved }),
  placeAttribute: endpoint(assortmentRoutes.placeAttribute, { params: idParams, body: placeBody, reply: saved }),
  archiveAttribute: endpoint(assortmentRoutes.archiveAttribute, { params: idParams, body: versionBody, reply: saved }),
}
