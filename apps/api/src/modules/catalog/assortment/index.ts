import { ArchiveAttribute } from './archive-attribute.js'
import { ArchiveBrand } from './archive-brand.js'
import { ArchiveTag } from './archive-tag.js'
import { AssortmentFacade } from './assortment.facade.js'
import { AssortmentQueries } from './assortment.queries.js'
import { AttributeAdminController } from './attribute.admin.controller.js'
import { RewriteValues } from './attribute-values.js'
import { BrandAdminController } from './brand.admin.controller.js'
import { PlaceLabel } from './place-label.js'
import { SaveAttribute } from './save-attribute.js'
import { SaveBrand } from './save-brand.js'
import { SaveTag } from './save-tag.js'
import { TagAdminController } from './tag.admin.controller.js'
import { TellProducts } from './tell-products.js'

/** What goods are told apart by: brands, tags, attributes. */
export const assortmentControllers = [BrandAdminController, TagAdminController, AttributeAdminController]
export const assortment = [
  ...[SaveBrand, ArchiveBrand, SaveTag, ArchiveTag, PlaceLabel],
  ...[SaveAttribute, ArchiveAttribute, RewriteValues, AssortmentQueries, TellProducts],
  AssortmentFacade,
]
