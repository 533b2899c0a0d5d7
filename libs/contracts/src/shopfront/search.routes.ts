import type { Done } from '../primitives.schema.js'
import { route } from '../route.js'
import type {
  AskedQuery,
  AskedWords,
  HotWords,
  ProductFacets,
  ProductFilters,
  SearchedWords,
  SearchHistory,
  SearchIndex,
  Suggestions,
  SuggestionsQuery,
  WishBody,
  Wishes,
} from './search.schema.js'

const SHOWN = { access: 'public', load: 'browse', idempotency: 'none', owner: 'none' } as const
const OWN = { access: 'member', load: 'browse', owner: 'none' } as const
const DESK = { access: 'operator', load: 'admin', owner: 'shop' } as const

/** Finding goods; the list itself is `shopfront.products`. */
export const searchRoutes = {
  facets: route<{ query: ProductFilters; reply: ProductFacets }>({
    method: 'GET',
    path: '/api/shop/products/facets',
    ...SHOWN,
  }),
  suggestions: route<{ query: SuggestionsQuery; reply: Suggestions }>({
    method: 'GET',
    path: '/api/shop/search/suggestions',
    ...SHOWN,
  }),
  hot: route<{ reply: HotWords }>({ method: 'GET', path: '/api/shop/search/hot', ...SHOWN }),
  history: route<{ reply: SearchHistory }>({
    method: 'GET',
    path: '/api/shop/search/history',
    ...OWN,
    idempotency: 'none',
  }),
  /** The list is open to everybody and knows nobody, so a member's search is remembered by a call of its own. */
  remember: route<{ body: SearchedWords; reply: Done }>({
    method: 'PUT',
    path: '/api/shop/search/history',
    ...OWN,
    idempotency: 'natural',
  }),
  forget: route<{ reply: Done }>({
    method: 'DELETE',
    path: '/api/shop/search/history',
    ...OWN,
    idempotency: 'natural',
  }),
  /** 告诉我们想买什么: the same words of one member count once. */
  wish: route<{ body: WishBody; reply: Done }>({
    method: 'POST',
    path: '/api/shop/search/wishes',
    ...OWN,
    idempotency: 'required',
  }),
  asked: route<{ query: AskedQuery; reply: AskedWords }>({
    method: 'GET',
    path: '/api/admin/search/words',
    ...DESK,
    permission: 'product.read',
    audit: 'none',
    idempotency: 'none',
  }),
  wishes: route<{ reply: Wishes }>({
    method: 'GET',
    path: '/api/admin/search/wishes',
    ...DESK,
    permission: 'product.read',
    audit: 'none',
    idempotency: 'none',
  }),
  /** How far the search's copy of the catalogue has come. */
  index: route<{ reply: SearchIndex }>({
    method: 'GET',
    path: '/api/admin/search/index',
    ...DESK,
    permission: 'product.read',
    audit: 'none',
    idempotency: 'none',
  }),
  /** Reads the whole catalogue into the search again, in the background, while it goes on answering. */
  rebuild: route<{ reply: Done }>({
    method: 'POST',
    path: '/api/admin/search/rebuild',
    ...DESK,
    permission: 'product.write',
    audit: 'write',
    idempotency: 'required',
  }),
}
