/** A question to the shop is at most this long, in UTF-16 units after trimming. */
export const MAX_QUERY = 60
/** How many words of a question are looked at. */
export const MAX_QUERY_WORDS = 8
export const MAX_BRANDS_ASKED = 20
export const MAX_VALUES_ASKED = 50
export const MAX_SUGGESTIONS = 10
export const MAX_HOT_WORDS = 20
export const MAX_SEARCH_HISTORY = 20
export const MAX_WISH = 60
/** How many wishes one member leaves in one day. */
export const MAX_WISHES_A_DAY = 20

/**
 * What the shop did where nothing fitted the question as it was asked: fewer of its words, words that sound alike, or
 * what sells best.
 */
export const SEARCH_FALLBACKS = ['fewer_words', 'similar', 'best_sellers'] as const
export type SearchFallback = (typeof SEARCH_FALLBACKS)[number]
