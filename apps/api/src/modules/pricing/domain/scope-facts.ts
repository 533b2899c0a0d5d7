/** Where a rule may look to tell which goods it means: the product, its category with all those above it, and its brand. */
export interface GoodsPlace {
  readonly spuId: string
  /** The product's own category and every one above it. */
  readonly categoryIds: readonly string[]
  readonly brandId: string | null
}

/** Some goods, named by product, category (with everything below it) or brand. Nothing named means no goods. */
export interface GoodsNames {
  readonly spuIds: readonly string[]
  readonly categoryIds: readonly string[]
  readonly brandIds: readonly string[]
}

/** The goods a promotion or a coupon is for: all of them, or those named; those excluded are never among them. */
export interface Scope {
  readonly all: boolean
  readonly named: GoodsNames
  readonly excluded: GoodsNames
}
