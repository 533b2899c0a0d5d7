import type { Page, PageQuery } from '../primitives.schema.js'
import { route, type RouteFacts } from '../route.js'
import type {
  BrowsedProduct,
  Favourite,
  FavouriteState,
  KeptCounts,
  ProductIdParams,
  ProductIdsBody,
  SeenBody,
} from './favourites.schema.js'

const member = { access: 'member', load: 'browse' } as const satisfies Partial<RouteFacts>
const read = { ...member, method: 'GET', idempotency: 'none', owner: 'none' } as const
const write = { ...member, idempotency: 'natural', owner: 'none' } as const
/** The path names goods, which are the shop's; whose favourites are meant is whoever asks. */
const ofProduct = { owner: 'shop' } as const

/** The goods a member saved, and those they looked at. */
export const favouritesRoutes = {
  list: route<{ query: PageQuery; reply: Page<Favourite> }>({ ...read, path: '/api/shop/favourites' }),
  counts: route<{ reply: KeptCounts }>({ ...read, path: '/api/shop/favourites/counts' }),
  /** Its own small question, so that the product page is the same for everybody. */
  state: route<{ params: ProductIdParams; reply: FavouriteState }>({
    ...read,
    ...ofProduct,
    path: '/api/shop/favourites/:productId',
  }),
  save: route<{ params: ProductIdParams; reply: FavouriteState }>({
    ...write,
    ...ofProduct,
    method: 'PUT',
    path: '/api/shop/favourites/:productId',
  }),
  drop: route<{ params: ProductIdParams; reply: FavouriteState }>({
    ...write,
    ...ofProduct,
    method: 'DELETE',
    path: '/api/shop/favourites/:productId',
  }),
  dropMany: route<{ body: ProductIdsBody; reply: KeptCounts }>({
    ...write,
    method: 'PUT',
    path: '/api/shop/favourites/removal',
  }),

  history: route<{ query: PageQuery; reply: Page<BrowsedProduct> }>({ ...read, path: '/api/shop/history' }),
  /** Brings what a device saw before the sign-in; the same list twice changes nothing, so no key is needed. */
  mergeHistory: route<{ body: SeenBody; reply: KeptCounts }>({ ...write, method: 'PUT', path: '/api/shop/history' }),
  note: route<{ params: ProductIdParams; reply: KeptCounts }>({
    ...write,
    ...ofProduct,
    method: 'PUT',
    path: '/api/shop/history/:productId',
  }),
  forget: route<{ params: ProductIdParams; reply: KeptCounts }>({
    ...write,
    ...ofProduct,
    method: 'DELETE',
    path: '/api/shop/history/:productId',
  }),
  forgetMany: route<{ body: ProductIdsBody; reply: KeptCounts }>({
    ...write,
    method: 'PUT',
    path: '/api/shop/history/removal',
  }),
  forgetAll: route<{ reply: KeptCounts }>({ ...write, method: 'DELETE', path: '/api/shop/history' }),
}
