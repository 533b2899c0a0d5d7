import type { IdParams, Page } from '../primitives.schema.js'
import { route, type RouteFacts } from '../route.js'
import type {
  ChangePayGiftBody,
  GivenGift,
  GivenGiftsQuery,
  PayGiftBody,
  PayGiftFigures,
  PayGiftVersionBody,
  PayGiftView,
  PayGiftsQuery,
} from './pay-gifts.schema.js'

const desk = { access: 'operator', load: 'admin', owner: 'shop' } as const satisfies Partial<RouteFacts>
const read = { ...desk, method: 'GET', permission: 'promotion.read', audit: 'none', idempotency: 'none' } as const
const write = {
  ...desk,
  method: 'POST',
  permission: 'promotion.write',
  audit: 'write',
  idempotency: 'required',
} as const

const gifts = '/api/admin/pay-gifts'
const gift = '/api/admin/pay-gifts/:id'
type Switch = { params: IdParams; body: PayGiftVersionBody; reply: PayGiftView }

/** Gifts after payment 支付有礼: the rules at the desk. What an order of one's own brought is asked of the order. */
export const payGiftsRoutes = {
  list: route<{ query: PayGiftsQuery; reply: Page<PayGiftView> }>({ ...read, path: gifts }),
  one: route<{ params: IdParams; reply: PayGiftView }>({ ...read, path: gift }),
  create: route<{ body: PayGiftBody; reply: PayGiftView }>({ ...write, path: gifts }),
  /** Once it was launched only the name, a later end and higher limits. */
  change: route<{ params: IdParams; body: ChangePayGiftBody; reply: PayGiftView }>({
    ...write,
    method: 'PUT',
    path: gift,
  }),
  launch: route<Switch>({ ...write, path: `${gift}/launch` }),
  /** Orders paid meanwhile get nothing, not even afterwards. */
  pause: route<Switch>({ ...write, path: `${gift}/pause` }),
  resume: route<Switch>({ ...write, path: `${gift}/resume` }),
  /** For good; what was given stays given. */
  stop: route<Switch>({ ...write, path: `${gift}/stop` }),
  figures: route<{ params: IdParams; reply: PayGiftFigures }>({ ...read, path: `${gift}/figures` }),
  given: route<{ params: IdParams; query: GivenGiftsQuery; reply: Page<GivenGift> }>({
    ...read,
    path: `${gift}/given`,
  }),
}
