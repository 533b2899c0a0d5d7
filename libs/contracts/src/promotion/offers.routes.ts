import type { Saved, VersionBody } from '../catalog/catalog-editing.schema.js'
import type { Done, IdParams, Page } from '../primitives.schema.js'
import { deskRead, deskWrite, route } from '../route.js'
import type {
  CalendarQuery,
  CalendarView,
  ChangeOfferBody,
  OfferBody,
  OffersQuery,
  OfferView,
  PreviewBody,
  PreviewView,
  ShopOffer,
} from './offers.schema.js'

const read = deskRead('promotion.read')
const write = deskWrite('promotion.write')

/** Promotions 促销 of stage 2, as operators set them up. */
export const offersRoutes = {
  list: route<{ query: OffersQuery; reply: Page<OfferView> }>({ ...read, path: '/api/admin/offers' }),
  /** What runs when, promotions and coupons alike. */
  calendar: route<{ query: CalendarQuery; reply: CalendarView }>({ ...read, path: '/api/admin/offers/calendar' }),
  one: route<{ params: IdParams; reply: OfferView }>({ ...read, path: '/api/admin/offers/:id' }),
  add: route<{ body: OfferBody; reply: Saved }>({ ...write, path: '/api/admin/offers' }),
  /** Tries what stands in the form; a POST only because the form is large: nothing is written. */
  preview: route<{ body: PreviewBody; reply: PreviewView }>({
    ...write,
    permission: 'promotion.read',
    path: '/api/admin/offers/preview',
    audit: 'none',
    idempotency: 'none',
  }),
  change: route<{ params: IdParams; body: ChangeOfferBody; reply: Saved }>({
    ...write,
    method: 'PUT',
    path: '/api/admin/offers/:id',
  }),
  /** Answers a promotion that is live, or waits for a second person where it goes below a price floor. */
  launch: route<{ params: IdParams; body: VersionBody; reply: OfferView }>({
    ...write,
    path: '/api/admin/offers/:id/launch',
  }),
  approve: route<{ params: IdParams; body: VersionBody; reply: OfferView }>({
    ...write,
    permission: 'promotion.approve',
    path: '/api/admin/offers/:id/approve',
  }),
  discard: route<{ params: IdParams; reply: Done }>({ ...write, method: 'DELETE', path: '/api/admin/offers/:id' }),
  clone: route<{ params: IdParams; reply: Saved }>({ ...write, path: '/api/admin/offers/:id/clone' }),
  /** For whoever looks for goods to reach it; only while it is launched and not over. */
  shown: route<{ params: IdParams; reply: ShopOffer }>({
    method: 'GET',
    path: '/api/shop/offers/:id',
    access: 'public',
    load: 'browse',
    idempotency: 'none',
    owner: 'none',
  }),
  /** Asks for no version: what has to end, ends at once, whatever somebody changed meanwhile. */
  stop: route<{ params: IdParams; reply: Saved }>({ ...write, path: '/api/admin/offers/:id/stop' }),
}
