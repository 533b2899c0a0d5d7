/** How many goods a member may save; a 501st is refused, nothing is pushed out. */
export const MAX_FAVOURITES = 500
/** How many goods a member's history holds; the longest unseen makes room. */
export const MAX_BROWSED = 200
/** What became of a saved product; nothing where it can be bought as before. */
export const FAVOURITE_MARKS = ['off_shelf', 'sold_out', 'restocked'] as const
export type FavouriteMark = (typeof FAVOURITE_MARKS)[number]
