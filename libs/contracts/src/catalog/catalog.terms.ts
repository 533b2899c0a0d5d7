/** `scheduled` waits for its day; the recycle bin is no state: a product in it has an `archivedAt` beside its state. */
export const SPU_STATES = ['draft', 'scheduled', 'on_shelf', 'off_shelf'] as const
export type SpuState = (typeof SPU_STATES)[number]
/** What the operators' list can be narrowed to. */
export const PRODUCT_LIST_STATES = [...SPU_STATES, 'recycled'] as const
export type ProductListState = (typeof PRODUCT_LIST_STATES)[number]
/** How goods come to their buyer: in a parcel, at once and by themselves, as one-time codes, or on the spot. */
export const SPU_KINDS = ['physical', 'virtual', 'card_secret', 'service'] as const
export type SpuKind = (typeof SPU_KINDS)[number]
/** `choice`: one value of the list; `choices`: several; `text`: words of its own, never a filter. */
export const ATTRIBUTE_KINDS = ['choice', 'choices', 'text'] as const
export type AttributeKind = (typeof ATTRIBUTE_KINDS)[number]
export const PRODUCT_SORTS = ['relevance', 'sales', 'newest', 'price_asc', 'price_desc'] as const
export type ProductSort = (typeof PRODUCT_SORTS)[number]
/** Orders of the operators' own product list. */
export const ADMIN_PRODUCT_SORTS = ['created', 'weight', 'sales', 'price_asc', 'price_desc'] as const
export type AdminProductSort = (typeof ADMIN_PRODUCT_SORTS)[number]

export const MAX_GALLERY = 9
export const MAX_DETAIL_PICTURES = 20
export const MAX_OPTIONS = 6
export const MAX_OPTION_VALUES = 20
export const MAX_SKUS = 400
/** ¥1 000 000.00, as the price list itself holds it. */
export const MAX_PRICE_FEN = 100_000_000
export const MAX_CATEGORY_DEPTH = 3
/** How many products one bulk call changes. */
export const MAX_BULK_PRODUCTS = 200
export const MAX_BRANDS = 1000
export const MAX_TAGS = 200
/** Living attributes of one category itself; what it inherits comes on top. */
export const MAX_ATTRIBUTES = 30
export const MAX_ATTRIBUTE_VALUES = 200
export const MAX_PRODUCT_ATTRIBUTES = 90
export const MAX_PRODUCT_TAGS = 20
export const MAX_RELATED = 12
export const MAX_WEIGHT = 9999
/** Of the rich text as it is sent; what is stored of it may have `MAX_DETAIL_STORED` characters. */
export const MAX_DETAIL_HTML = 120_000
export const MAX_DETAIL_STORED = 60_000

/** Papers a shop shows. `business` is the licence of the shop itself; the others are asked for by categories. */
export const PERMIT_KINDS = ['business', 'food', 'alcohol', 'medical_device', 'publication', 'other'] as const
export type PermitKind = (typeof PERMIT_KINDS)[number]
/** Why a product cannot be on the shelf yet. */
export const SHELF_GAPS = ['pictures', 'skus', 'attributes'] as const
export type ShelfGap = (typeof SHELF_GAPS)[number]
/** Why one row of a bulk change was refused. */
export const BULK_REFUSALS = [
  'NOT_FOUND',
  'PERMIT_MISSING',
  'PRODUCT_INCOMPLETE',
  'CATEGORY_GONE',
  'VERSION_CONFLICT',
] as const
export type BulkRefusal = (typeof BULK_REFUSALS)[number]
/** Grams and cubic centimetres stay below a tonne and a cubic metre; a template names every province, and cities beside. */
export const FREIGHT_LIMITS = {
  name: 40,
  rates: 60,
  prefixes: 400,
  units: 1_000_000,
  templates: 100,
  days: 60,
} as const

/** Goods that one question for their names may ask about. */
export const MAX_NAMED_AT_ONCE = 100
