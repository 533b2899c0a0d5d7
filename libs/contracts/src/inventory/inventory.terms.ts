/** As few pieces of a SKU as this, or fewer, count as low. */
export const LOW_STOCK = 10
export const MAX_STOCK_DELTA = 1_000_000
export const MAX_ADJUSTED_SKUS = 200
