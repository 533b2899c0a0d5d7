import type { GoodsNames, GoodsPlace, Scope } from './scope-facts.js'

const areNamed = ({ spuId, categoryIds, brandId }: GoodsPlace, names: GoodsNames): boolean =>
  names.spuIds.includes(spuId) ||
  (brandId !== null && names.brandIds.includes(brandId)) ||
  categoryIds.some((id) => names.categoryIds.includes(id))

/**
 * Whether a promotion or a coupon is for these goods: all goods, or those named by product, category (with what is below) or
 * brand; what is excluded is never in it.
 */
export const isInScope = (place: GoodsPlace, scope: Scope): boolean =>
  (scope.all || areNamed(place, scope.named)) && !areNamed(place, scope.excluded)
