import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { at, fen, page, pageQuery, uuid } from '../primitives.schema.js'
import { favouritesRoutes } from './favourites.routes.js'
import { FAVOURITE_MARKS, MAX_BROWSED, MAX_FAVOURITES } from './favourites.terms.js'
import { productCard } from './shopfront.schema.js'

export const productIdParams = z.strictObject({ productId: uuid })
export type ProductIdParams = z.infer<typeof productIdParams>
export const productIdsBody = z.strictObject({ productIds: z.array(uuid).min(1).max(MAX_FAVOURITES) })
export type ProductIdsBody = z.infer<typeof productIdsBody>

/** What a device saw before its owner signed in, each with the moment it was looked at last. */
export const seenBody = z.strictObject({
  seen: z
    .array(z.strictObject({ productId: uuid, viewedAt: at }))
    .min(1)
    .max(MAX_BROWSED),
})
export type SeenBody = z.infer<typeof seenBody>

export const favouriteState = z.object({ favourite: z.boolean() })
export type FavouriteState = z.infer<typeof favouriteState>
export const keptCounts = z.object({ favourites: z.int(), history: z.int() })
export type KeptCounts = z.infer<typeof keptCounts>

export const favourite = z.object({
  product: productCard,
  savedAt: at,
  mark: z.enum(FAVOURITE_MARKS).nullable(),
  /** How much less it costs than when it was saved; null where it does not, or cannot be bought at all. */
  dropFen: fen.nullable(),
})
export type Favourite = z.infer<typeof favourite>

export const browsedProduct = z.object({
  product: productCard,
  viewedAt: at,
  mark: z.enum(FAVOURITE_MARKS).exclude(['restocked']).nullable(),
})
export type BrowsedProduct = z.infer<typeof browsedProduct>

const listQuery = z.strictObject(pageQuery)
const byProduct = { params: productIdParams }

export const favouritesEndpoints = {
  list: endpoint(favouritesRoutes.list, { query: listQuery, reply: page(favourite) }),
  counts: endpoint(favouritesRoutes.counts, { reply: keptCounts }),
  state: endpoint(favouritesRoutes.state, { ...byProduct, reply: favouriteState }),
  save: endpoint(favouritesRoutes.save, { ...byProduct, reply: favouriteState }),
  drop: endpoint(favouritesRoutes.drop, { ...byProduct, reply: favouriteState }),
  dropMany: endpoint(favouritesRoutes.dropMany, { body: productIdsBody, reply: keptCounts }),
  history: endpoint(favouritesRoutes.history, { query: listQuery, reply: page(browsedProduct) }),
  mergeHistory: endpoint(favouritesRoutes.mergeHistory, { body: seenBody, reply: keptCounts }),
  note: endpoint(favouritesRoutes.note, { ...byProduct, reply: keptCounts }),
  forget: endpoint(favouritesRoutes.forget, { ...byProduct, reply: keptCounts }),
  forgetMany: endpoint(favouritesRoutes.forgetMany, { body: productIdsBody, reply: keptCounts }),
  forgetAll: endpoint(favouritesRoutes.forgetAll, { reply: keptCounts }),
}
