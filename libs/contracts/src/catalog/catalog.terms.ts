export const SPU_STATES = ['draft', 'on_shelf', 'off_shelf'] as const
export type SpuState = (typeof SPU_STATES)[number]
export const PRODUCT_SORTS = ['relevance', 'sales', 'newest', 'price_asc', 'price_desc'] as const
export type ProductSort = (typeof PRODUCT_SORTS)[number]
