import { Injectable } from '@nestjs/common'
import type { Attribute, AttributeBody, BrandBody, TagBody } from '@jishi/contracts/catalog/assortment.schema'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import type { SpuState } from '@jishi/contracts/catalog/catalog.terms'
import type { Doer } from '../../../infra/auth/actor.js'
import type { Sql, Tx } from '../../../infra/database/sql.js'
import { ProductMarks } from '../product-marks.js'
import { RewriteLabels, type ProductLabels } from '../rewrite-labels.js'
import { AssortmentQueries } from './assortment.queries.js'
import { SaveAttribute } from './save-attribute.js'
import { SaveBrand } from './save-brand.js'
import { SaveTag } from './save-tag.js'

/** Brands, tags, attributes, and what a product says to them, for whoever fills a shop. */
@Injectable()
export class AssortmentFacade {
  constructor(
    private readonly brands: SaveBrand,
    private readonly tags: SaveTag,
    private readonly saving: SaveAttribute,
    private readonly queries: AssortmentQueries,
    private readonly labels: RewriteLabels,
    private readonly marks: ProductMarks,
  ) {}

  /** Throws BRAND_NAME_TAKEN through its constraint, CATALOG_FULL or VALIDATION_FAILED. */
  addBrand(tx: Tx, actor: Doer, brand: BrandBody): Promise<Id<'brand'>> {
    return this.brands.run(tx, actor, brand)
  }

  addTag(tx: Tx, actor: Doer, tag: TagBody): Promise<Id<'tag'>> {
    return this.tags.run(tx, actor, tag)
  }

  /** Throws NOT_FOUND for the category, VALIDATION_FAILED, ATTRIBUTE_NAME_TAKEN or CATALOG_FULL. */
  addAttribute(tx: Tx, actor: Doer, categoryId: string, attribute: AttributeBody): Promise<Id<'attribute'>> {
    return this.saving.add(tx, actor, categoryId, attribute)
  }

  /** What goods of a category may answer, with the values and their ids. */
  attributes(reader: Sql, categoryId: string): Promise<Attribute[]> {
    return this.queries.attributes(reader, categoryId)
  }

  /** Writes all labels of a product at once. Throws NOT_FOUND or VALIDATION_FAILED with the fields. */
  async label(tx: Tx, spuId: string, labels: ProductLabels): Promise<void> {
    const spu = await tx.maybe<{ categoryId: string; state: SpuState }>(
      'select category_id as "categoryId", state from spus where id = $1 and archived_at is null for no key update',
      [spuId],
    )
    if (spu === undefined) throw new DomainError('NOT_FOUND')
    await this.labels.run(tx, spuId, spu.categoryId, spu.state, labels)
    await this.marks.edited(tx, [spuId])
  }
}
