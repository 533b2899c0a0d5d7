export const SPU_STATES = ['draft', 'on_shelf', 'off_shelf'] as const
export type SpuState = (typeof SPU_STATES)[number]
/** How goods come to their buyer: in a parcel, at once and by themselves, as one-time codes, or on the spot. */
export const SPU_KINDS = ['physical', 'virtual', 'card_secret', 'service'] as const
export type SpuKind = (typeof SPU_KINDS)[number]
export const PRODUCT_SORTS = ['relevance', 'sales', 'newest', 'price_asc', 'price_desc'] as const
export type ProductSort = (typeof PRODUCT_SORTS)[number]
/** Orders of the operators' own product list. */
export const ADMIN_PRODUCT_SORTS = ['created', 'sales', 'price_asc', 'price_desc'] as const
export type AdminProductSort = (typeof ADMIN_PRODUCT_SORTS)[number]

export const MAX_GALLERY = 9
export const MAX_DETAIL_PICTURES = 20
export const MAX_OPTIONS = 3
export const MAX_OPTION_VALUES = 20
export const MAX_SKUS = 200
/** ¥1 000 000.00, as the price list itself holds it. */
export const MAX_PRICE_FEN = 100_000_000
export const MAX_CATEGORY_DEPTH = 3
/** How many products one bulk call moves. */
export const MAX_BULK_PRODUCTS = 50

/** Papers a shop shows. `business` is the licence of the shop itself; the others are asked for by categories. */
export const PERMIT_KINDS = ['business', 'food', 'alcohol', 'medical_device', 'publication', 'other'] as const
export type PermitKind = (typeof PERMIT_KINDS)[number]
/** Why a product cannot be on the shelf yet. */
export const SHELF_GAPS = ['pictures', 'skus'] as const
export type ShelfGap = (typeof SHELF_GAPS)[number]
