import { z } from 'zod'
import { PRODUCT_SORTS } from '../catalog/catalog.terms.js'
import { endpoint } from '../endpoint.js'
import { cursor, done, fen, pageQuery, uuid, uuids } from '../primitives.schema.js'
import { searchRoutes } from './search.routes.js'
import { MAX_BRANDS_ASKED, MAX_QUERY, MAX_VALUES_ASKED, MAX_WISH, SEARCH_FALLBACKS } from './search.terms.js'

const wholeFen = z.coerce.number().pipe(fen.max(100_000_000))
const words = z.string().trim().max(MAX_QUERY)
/** Where two parts of one text stand, as UTF-16 ranges [from, to): marks are never HTML. */
export const marks = z.array(z.tuple([z.int(), z.int()]))
export type Marks = z.infer<typeof marks>

const filters = {
  /** With everything below it. */
  category: uuid.optional(),
  q: words.optional(),
  brand: uuids(MAX_BRANDS_ASKED).optional(),
  /** Attribute values: of one attribute any of them, of several attributes one each. */
  values: uuids(MAX_VALUES_ASKED).optional(),
  tag: uuid.optional(),
  priceFrom: wholeFen.optional(),
  priceTo: wholeFen.optional(),
  inStock: z.stringbool().optional(),
  /** What a running promotion is for; nothing where it does not run. */
  offer: uuid.optional(),
  /** What the coupons of a template are for; nothing where it was never given out. */
  coupon: uuid.optional(),
}

export interface ProductFilters {
  category?: string | undefined
  q?: string | undefined
  brand?: string | undefined
  values?: string | undefined
  tag?: string | undefined
  priceFrom?: number | undefined
  priceTo?: number | undefined
  inStock?: boolean | undefined
  offer?: string | undefined
  coupon?: string | undefined
}
export interface ProductsQuery extends ProductFilters {
  cursor?: string | undefined
  limit?: number | undefined
  sort?: (typeof PRODUCT_SORTS)[number] | undefined
}
export const productsQuery = z.strictObject({
  ...pageQuery,
  // Longer than elsewhere: where spelling was put right, it carries the words.
  cursor: cursor.max(1_024).optional(),
  ...filters,
  sort: z.enum(PRODUCT_SORTS).optional(),
})
export const facetsQuery = z.strictObject(filters)

export const searched = {
  /** Named where the list is not what was asked for, but the nearest the shop has. */
  fallback: z.enum(SEARCH_FALLBACKS).nullable(),
  /** The words the list was really made of. */
  words: z.array(z.string()),
}

const counted = z.object({ id: uuid, name: z.string(), count: z.int() })
/**
 * How much each further choice would leave. A facet obeys every filter but itself. Counting stops after so many goods:
 * `more` says that more fit than `total`, `partial` that some of the other numbers are only "at least". A facet that is
 * filtered by is counted without its filter, so it may be partial where the total is exact.
 */
export const productFacets = z.object({
  total: z.int(),
  more: z.boolean(),
  partial: z.boolean(),
  brands: z.array(counted),
  attributes: z.array(z.object({ id: uuid, name: z.string(), values: z.array(counted) })),
  categories: z.array(counted),
  tags: z.array(counted),
  price: z.object({ fromFen: fen, toFen: fen }).nullable(),
  /** How many of them can be bought now. */
  inStock: z.int(),
})
export type ProductFacets = z.infer<typeof productFacets>

export const suggestionsQuery = z.strictObject({ q: words.min(1) })
export interface SuggestionsQuery {
  q: string
}
export const suggestions = z.object({
  items: z.array(
    z.object({ words: z.string(), marks, categoryId: uuid.nullable(), categoryName: z.string().nullable() }),
  ),
})
export type Suggestions = z.infer<typeof suggestions>

export const hotWords = z.object({
  items: z.array(z.object({ words: z.string(), rank: z.int(), hot: z.boolean() })),
})
export type HotWords = z.infer<typeof hotWords>

export const searchHistory = z.object({ items: z.array(z.object({ words: z.string() })) })
export type SearchHistory = z.infer<typeof searchHistory>
export const searchedWords = z.strictObject({ words: words.min(1) })
export type SearchedWords = z.infer<typeof searchedWords>
export const wishBody = z.strictObject({ words: z.string().trim().min(1).max(MAX_WISH) })
export type WishBody = z.infer<typeof wishBody>

/** What people asked for lately, for the people of the shop. */
export const askedQuery = z.strictObject({ found: z.stringbool().optional() })
export interface AskedQuery {
  found?: boolean | undefined
}
export const askedWords = z.object({
  items: z.array(z.object({ words: z.string(), askers: z.int(), found: z.boolean() })),
})
export type AskedWords = z.infer<typeof askedWords>
export const wishes = z.object({
  items: z.array(z.object({ words: z.string(), members: z.int(), lastAt: z.iso.datetime() })),
})
export type Wishes = z.infer<typeof wishes>

/** The copy of the catalogue the search answers from. `rebuild` is the last time it was made anew, or the one under way. */
export const searchIndex = z.object({
  products: z.int(),
  rebuild: z
    .object({
      begunAt: z.iso.datetime(),
      /** Null while it is under way. */
      doneAt: z.iso.datetime().nullable(),
      read: z.int(),
      of: z.int(),
    })
    .nullable(),
})
export type SearchIndex = z.infer<typeof searchIndex>

export const searchEndpoints = {
  facets: endpoint(searchRoutes.facets, { query: facetsQuery, reply: productFacets }),
  suggestions: endpoint(searchRoutes.suggestions, { query: suggestionsQuery, reply: suggestions }),
  hot: endpoint(searchRoutes.hot, { reply: hotWords }),
  history: endpoint(searchRoutes.history, { reply: searchHistory }),
  remember: endpoint(searchRoutes.remember, { body: searchedWords, reply: done }),
  forget: endpoint(searchRoutes.forget, { reply: done }),
  wish: endpoint(searchRoutes.wish, { body: wishBody, reply: done }),
  asked: endpoint(searchRoutes.asked, { query: askedQuery, reply: askedWords }),
  wishes: endpoint(searchRoutes.wishes, { reply: wishes }),
  index: endpoint(searchRoutes.index, { reply: searchIndex }),
  rebuild: endpoint(searchRoutes.rebuild, { reply: done }),
}
