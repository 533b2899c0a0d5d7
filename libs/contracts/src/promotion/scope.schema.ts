import { z } from 'zod'
import { uuid } from '../primitives.schema.js'
import { PROMOTION_LIMITS } from './promotion.terms.js'

const names = z.array(uuid).max(PROMOTION_LIMITS.scopeNames)
const goodsNames = z.strictObject({ spuIds: names, categoryIds: names, brandIds: names })
/** All goods or those named; those excluded are never among them. */
export const scope = z
  .strictObject({ all: z.boolean(), named: goodsNames, excluded: goodsNames })
  .refine(
    ({ all, named }) => all || named.spuIds.length + named.categoryIds.length + named.brandIds.length > 0,
    'name some goods, or all of them',
  )
export type ScopeBody = z.infer<typeof scope>
