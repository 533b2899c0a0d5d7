import type { IdParams, Page } from '../primitives.schema.js'
import { route, type RouteFacts } from '../route.js'
import type {
  ChangeCouponTemplateBody,
  ClaimBody,
  Claimable,
  ClaimablesQuery,
  CouponFigures,
  CouponTemplateBody,
  CouponTemplateView,
  CouponTemplatesQuery,
  CouponVersionBody,
  CouponView,
  CouponsQuery,
  IssueCouponsBody,
  IssuedCoupon,
  IssuedCoupons,
  IssuedCouponsQuery,
  MadeCodes,
  MakeCodesBody,
  RedeemBody,
  RevokeCouponBody,
  RevokedCoupon,
} from './coupons.schema.js'

const desk = { access: 'operator', load: 'admin', owner: 'shop' } as const satisfies Partial<RouteFacts>
const read = { ...desk, method: 'GET', permission: 'coupon.read', audit: 'none', idempotency: 'none' } as const
const write = { ...desk, method: 'POST', permission: 'coupon.write', audit: 'write', idempotency: 'required' } as const
const give = { ...write, permission: 'coupon.issue' } as const
const own = { access: 'member', load: 'browse', owner: 'none' } as const satisfies Partial<RouteFacts>

const templates = '/api/admin/coupon-templates'
const template = '/api/admin/coupon-templates/:id'
const centre = '/api/shop/coupon-centre'
const mine = '/api/shop/coupons'

/** Coupons 优惠券: templates and what becomes of them at the desk; claiming, redeeming and holding in the shop. */
export const couponsRoutes = {
  templates: route<{ query: CouponTemplatesQuery; reply: Page<CouponTemplateView> }>({ ...read, path: templates }),
  template: route<{ params: IdParams; reply: CouponTemplateView }>({ ...read, path: template }),
  createTemplate: route<{ body: CouponTemplateBody; reply: CouponTemplateView }>({ ...write, path: templates }),
  /** Once it is live only the name, whether it is listed, a later end of claiming and a larger total. */
  changeTemplate: route<{ params: IdParams; body: ChangeCouponTemplateBody; reply: CouponTemplateView }>({
    ...write,
    method: 'PUT',
    path: template,
  }),
  launch: route<{ params: IdParams; body: CouponVersionBody; reply: CouponTemplateView }>({
    ...write,
    path: `${template}/launch`,
  }),
  /** Nobody gets another one; those that somebody holds stay good. */
  stop: route<{ params: IdParams; body: CouponVersionBody; reply: CouponTemplateView }>({
    ...write,
    path: `${template}/stop`,
  }),
  /** Several thousand names are more than the usual body. */
  issue: route<{ params: IdParams; body: IssueCouponsBody; reply: IssuedCoupons }>({
    ...give,
    path: `${template}/issue`,
    maxBytes: 512 * 1024,
  }),
  makeCodes: route<{ params: IdParams; body: MakeCodesBody; reply: MadeCodes }>({ ...give, path: `${template}/codes` }),
  ofTemplate: route<{ params: IdParams; query: IssuedCouponsQuery; reply: Page<IssuedCoupon> }>({
    ...read,
    path: `${template}/coupons`,
  }),
  figures: route<{ params: IdParams; reply: CouponFigures }>({ ...read, path: `${template}/figures` }),
  /** Only one that is held: a coupon in an order is the order's. */
  revoke: route<{ params: IdParams; body: RevokeCouponBody; reply: RevokedCoupon }>({
    ...give,
    path: '/api/admin/coupons/:id/revoke',
  }),

  /** The same for everybody, so that it may be shown before anybody signs in. */
  centre: route<{ query: ClaimablesQuery; reply: Page<Claimable> }>({
    access: 'public',
    load: 'browse',
    owner: 'none',
    method: 'GET',
    idempotency: 'none',
    path: centre,
  }),
  /** The same list with what the asker has of it already. */
  centreOfMember: route<{ query: ClaimablesQuery; reply: Page<Claimable> }>({
    ...own,
    method: 'GET',
    idempotency: 'none',
    path: `${centre}/mine`,
  }),
  mine: route<{ query: CouponsQuery; reply: Page<CouponView> }>({
    ...own,
    method: 'GET',
    idempotency: 'none',
    path: mine,
  }),
  claim: route<{ body: ClaimBody; reply: CouponView }>({
    ...own,
    method: 'POST',
    idempotency: 'required',
    path: mine,
  }),
  /** A code is its own key: who redeemed it and asks again gets the same coupon. */
  redeem: route<{ body: RedeemBody; reply: CouponView }>({
    ...own,
    method: 'PUT',
    idempotency: 'natural',
    limit: 'redeem',
    path: `${mine}/redemption`,
  }),
}
