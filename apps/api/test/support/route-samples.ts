import { endpoints } from '@jishi/contracts/endpoints'
import type { Endpoint } from '@jishi/contracts/endpoint'
import { VERSION } from './identity-people.js'

/** What a path parameter may name: the suite holds one of each that belongs to somebody. */
export const KINDS = [
  'address',
  'order',
  'line',
  'product',
  'category',
  'permit',
  'brand',
  'freightTemplate',
  'tag',
  'attribute',
  'member',
  'operator',
  'role',
  'auditRow',
  'policy',
  'picture',
  'ticket',
  'productImport',
  'offer',
  'couponTemplate',
  'coupon',
] as const
export type Kind = (typeof KINDS)[number]

/** What a route would take from somebody it lets in: whatever it then refuses, it does not refuse for its form. */
export interface RouteSample {
  /** What its path names; needed exactly where the path has a parameter. */
  readonly names?: Kind
  readonly query?: Readonly<Record<string, string>>
  readonly body?: object
}

export interface RouteCase {
  readonly name: string
  readonly endpoint: Endpoint
}

export const routeCases: readonly RouteCase[] = Object.values(endpoints)
  .flatMap((noun) => Object.values(noun))
  .map((endpoint) => ({ name: `${endpoint.route.method} ${endpoint.route.path}`, endpoint }))

/** Names nothing in any shop. */
export const NOWHERE = '0197a000-0000-7000-8000-00000000000f'

const ADDRESS = { receiver: '别人', phone: '13800009999', regionCode: '110101', detail: '别人家 1 号' }
const LINE = { skuId: NOWHERE, qty: 1 }
const BUY_NOW = { source: 'buyNow', lines: [LINE], addressId: NOWHERE }
const SMS_PROOF = { method: 'sms', phone: '13800009999', code: '000000', consentVersion: VERSION }
const ROLE = { name: '测试角色', description: '', permissions: [] }
const CATEGORY = { name: '测试分类', iconId: null, permitKind: null }
const PERMIT = {
  kind: 'business',
  title: '营业执照',
  number: '9111',
  pictureId: null,
  validFrom: '2026-01-01',
  validTo: null,
  shown: true,
}
const SKU = {
  values: [],
  externalCode: null,
  barcode: null,
  priceFen: 2_990,
  costFen: null,
  floorFen: null,
  weightG: 500,
  volumeCm3: null,
  pictureId: null,
  onSale: true,
}
const PRODUCT = {
  kind: 'physical',
  title: '测试商品',
  subtitle: '',
  categoryId: NOWHERE,
  origin: null,
  keywords: [],
  services: [],
  noReasonReturn: false,
  parameters: [],
  paragraphs: [],
  pictureIds: [],
  detailPictureIds: [],
  options: [],
  skus: [SKU],
  brandId: null,
  tagIds: [],
  attributes: [],
  relatedIds: [],
  weight: 0,
  detailHtml: '',
  videoId: null,
  shelfFrom: null,
  shelfUntil: null,
  freightTemplateId: null,
}
const FREIGHT = {
  name: '测试运费',
  unit: 'piece',
  rates: [
    { regionPrefixes: [], first: 1, firstFen: 800, next: 1, nextFen: 200, freeOverFen: 9_900, freeOverQty: null },
  ],
  noDeliveryPrefixes: [],
}
const BRAND = { name: '测试品牌', logoId: null, story: '' }
const TAG = { name: '测试标签', shown: true }
const ATTRIBUTE = { name: '测试属性', filterable: false, required: false, values: [] }
const VERSIONED = { version: 1 }
const NO_GOODS = { spuIds: [], categoryIds: [], brandIds: [] }
const COUPON_TEMPLATE = {
  ...{ name: '测试券', kind: 'amount', amountFen: 100, offBp: null, capFen: null, thresholdFen: 1_000 },
  ...{ scope: { all: true, named: NO_GOODS, excluded: NO_GOODS }, exclusive: false, platforms: null },
  ...{ way: 'claim', listed: false, total: 10, perMember: 1 },
  ...{ claimFromAt: '2020-01-01T00:00:00Z', claimUntilAt: '2099-01-01T00:00:00Z' },
  ...{ useFromAt: null, useUntilAt: null, validDays: 7 },
}
const NOTHING = { spuIds: [], categoryIds: [], brandIds: [] }
const OFFER = {
  name: '满减',
  campaign: null,
  priority: 10,
  scope: { all: true, named: NOTHING, excluded: NOTHING },
  platforms: null,
  fromAt: '2026-01-01T00:00:00.000Z',
  untilAt: '2099-01-01T00:00:00.000Z',
  totalLimit: null,
  memberLimit: null,
  rule: {
    kind: 'full_reduction',
    measure: 'amount',
    tiers: [{ from: 9_900, off: { fen: 2_000 } }],
    repeat: false,
    maxTimes: null,
    capFen: null,
  },
}

const shopSamples: Readonly<Record<string, RouteSample>> = {
  'GET /api/shop/policies/current': {},
  'GET /api/shop/policies/versions': {},
  'GET /api/shop/policies/:version': { names: 'policy' },
  'POST /api/shop/auth/sms': { body: { phone: '13800009999', purpose: 'sign_in', consentVersion: VERSION } },
  'POST /api/shop/auth/sign-in': { body: SMS_PROOF },
  'POST /api/shop/auth/refresh': { body: { refreshToken: 'r'.repeat(43) } },
  'POST /api/shop/auth/sign-out': {},
  'GET /api/shop/auth/weixin-oauth': { query: { returnPath: '/pages/me/me', state: 'a'.repeat(32) } },
  'POST /api/shop/me/identities': { body: { method: 'weixin', code: 'x' } },
  'POST /api/shop/me/phone': { body: SMS_PROOF },
  'GET /api/shop/me': {},
  'GET /api/shop/regions': {},
  'GET /api/shop/addresses': {},
  'GET /api/shop/addresses/:id': { names: 'address' },
  'POST /api/shop/addresses': { body: ADDRESS },
  'PUT /api/shop/addresses/:id': { names: 'address', body: ADDRESS },
  'DELETE /api/shop/addresses/:id': { names: 'address' },
  'GET /api/shop/categories': {},
  'GET /api/shop/licences': {},
  'GET /api/shop/home': {},
  'GET /api/shop/products': {},
  'GET /api/shop/offers/:id': { names: 'offer' },
  'GET /api/shop/products/facets': { query: { q: '苹果' } },
  'GET /api/shop/products/:id': { names: 'product' },
  'GET /api/shop/products/:id/related': { names: 'product' },
  'GET /api/shop/favourites': {},
  'GET /api/shop/favourites/counts': {},
  'GET /api/shop/favourites/:productId': { names: 'product' },
  'PUT /api/shop/favourites/:productId': { names: 'product' },
  'DELETE /api/shop/favourites/:productId': { names: 'product' },
  'PUT /api/shop/favourites/removal': { body: { productIds: [NOWHERE] } },
  'GET /api/shop/history': {},
  'PUT /api/shop/history': { body: { seen: [{ productId: NOWHERE, viewedAt: '2026-11-29T04:00:00.000Z' }] } },
  'PUT /api/shop/history/:productId': { names: 'product' },
  'DELETE /api/shop/history/:productId': { names: 'product' },
  'DELETE /api/shop/history': {},
  'PUT /api/shop/history/removal': { body: { productIds: [NOWHERE] } },
  'GET /api/shop/coupon-centre': {},
  'GET /api/shop/coupon-centre/mine': {},
  'GET /api/shop/coupons': {},
  'POST /api/shop/coupons': { body: { templateId: NOWHERE } },
  'PUT /api/shop/coupons/redemption': { body: { code: '0123456789ABCDEFGH' } },
  'GET /api/shop/search/suggestions': { query: { q: '苹' } },
  'GET /api/shop/search/hot': {},
  'GET /api/shop/search/history': {},
  'PUT /api/shop/search/history': { body: { words: '苹果' } },
  'DELETE /api/shop/search/history': {},
  'POST /api/shop/search/wishes': { body: { words: '会飞的苹果' } },
  'GET /api/shop/cart/lines': {},
  'POST /api/shop/cart/preview': { body: { lines: [LINE] } },
  'POST /api/shop/cart/lines': { body: LINE },
  'PATCH /api/shop/cart/lines/:id': { names: 'line', body: { qty: 7 } },
  'DELETE /api/shop/cart/lines/:id': { names: 'line' },
  'PUT /api/shop/cart/selection': { body: { selected: false } },
  'POST /api/shop/cart/merge': { body: { lines: [LINE] } },
  'POST /api/shop/quotes': { body: BUY_NOW },
  'POST /api/shop/orders': { body: { ...BUY_NOW, quoteId: '0'.repeat(64) } },
  'GET /api/shop/orders': {},
  'GET /api/shop/orders/counts': {},
  'GET /api/shop/orders/:id': { names: 'order' },
  'POST /api/shop/orders/:id/cancel': { names: 'order' },
  'POST /api/shop/orders/:id/confirm-receipt': { names: 'order' },
  'POST /api/shop/orders/:id/payments': { names: 'order', body: { channel: 'wechat_h5' } },
  'GET /api/shop/orders/:id/payment': { names: 'order' },
  'GET /api/shop/payment-options': { query: { container: 'mobile-browser' } },
  'POST /api/notify/alipay/payments': {},
  'POST /api/notify/wechat/payments': {},
  'POST /api/notify/wechat/refunds': {},
}

const peopleSamples: Readonly<Record<string, RouteSample>> = {
  'POST /api/admin/auth/sign-in': { body: { username: 'nobody', password: 'not-this-one' } },
  'POST /api/admin/auth/sign-out': {},
  'POST /api/admin/auth/password': { body: { currentPassword: 'not-this-one', newPassword: 'Another-long-one-7' } },
  'GET /api/admin/me': {},
  'GET /api/admin/members': {},
  'GET /api/admin/members/:id': { names: 'member' },
  'POST /api/admin/members/:id/phone': { names: 'member' },
  'POST /api/admin/members/:id/block': { names: 'member', body: { reason: '恶意下单' } },
  'POST /api/admin/members/:id/unblock': { names: 'member', body: { reason: '已核实' } },
  'POST /api/admin/members/:id/sessions/:sessionId/end': { names: 'member' },
  'GET /api/admin/operators': {},
  'GET /api/admin/operators/:id': { names: 'operator' },
  'POST /api/admin/operators': { body: { username: 'somebody-new', displayName: '新同事', roles: ['service'] } },
  'PUT /api/admin/operators/:id': { names: 'operator', body: { displayName: '改名', roles: ['service'] } },
  'POST /api/admin/operators/:id/disable': { names: 'operator' },
  'POST /api/admin/operators/:id/enable': { names: 'operator' },
  'POST /api/admin/operators/:id/reset-password': { names: 'operator' },
  'GET /api/admin/roles': {},
  'POST /api/admin/roles': { body: ROLE },
  'PUT /api/admin/roles/:id': { names: 'role', body: ROLE },
  'DELETE /api/admin/roles/:id': { names: 'role' },
  'GET /api/admin/settings': {},
  'POST /api/admin/settings': { body: { key: 'sms', value: { dailyBudget: 1 }, expectedVersion: 0 } },
  'POST /api/admin/settings/restore': { body: { key: 'sms', version: 1, expectedVersion: 1 } },
  'GET /api/admin/settings/versions': { query: { key: 'sms' } },
  'GET /api/admin/policies/consents': {},
  'GET /api/admin/audit-log': {},
  'GET /api/admin/audit-log/:id': { names: 'auditRow' },
  'GET /api/admin/workbench': {},
  'GET /api/admin/workbench/trend': {},
}

const deskSamples: Readonly<Record<string, RouteSample>> = {
  'GET /api/admin/categories': {},
  'POST /api/admin/categories': { body: { ...CATEGORY, parentId: null } },
  'PUT /api/admin/categories/:id': { names: 'category', body: { ...CATEGORY, ...VERSIONED } },
  'POST /api/admin/categories/:id/move': {
    names: 'category',
    body: { parentId: null, beforeId: null, ...VERSIONED },
  },
  'POST /api/admin/categories/:id/archive': { names: 'category', body: VERSIONED },
  'GET /api/admin/goods-names': { query: { products: NOWHERE, skus: NOWHERE } },
  'GET /api/admin/freight-templates': {},
  'POST /api/admin/freight-templates': { body: FREIGHT },
  'PUT /api/admin/freight-templates/:id': { names: 'freightTemplate', body: { ...FREIGHT, ...VERSIONED } },
  'POST /api/admin/freight-templates/:id/archive': { names: 'freightTemplate', body: VERSIONED },
  'POST /api/admin/freight-templates/preview': {
    body: { template: FREIGHT, regionCode: '330106', qty: 2, weightG: 500, volumeCm3: 0, goodsFen: 5_000 },
  },
  'GET /api/admin/brands': {},
  'POST /api/admin/brands': { body: BRAND },
  'PUT /api/admin/brands/:id': { names: 'brand', body: { ...BRAND, ...VERSIONED } },
  'POST /api/admin/brands/:id/place': { names: 'brand', body: { beforeId: null, ...VERSIONED } },
  'POST /api/admin/brands/:id/archive': { names: 'brand', body: VERSIONED },
  'GET /api/admin/tags': {},
  'POST /api/admin/tags': { body: TAG },
  'PUT /api/admin/tags/:id': { names: 'tag', body: { ...TAG, ...VERSIONED } },
  'POST /api/admin/tags/:id/place': { names: 'tag', body: { beforeId: null, ...VERSIONED } },
  'POST /api/admin/tags/:id/archive': { names: 'tag', body: VERSIONED },
  'GET /api/admin/categories/:id/attributes': { names: 'category' },
  'POST /api/admin/categories/:id/attributes': { names: 'category', body: { ...ATTRIBUTE, kind: 'text' } },
  'PUT /api/admin/attributes/:id': { names: 'attribute', body: { ...ATTRIBUTE, ...VERSIONED } },
  'POST /api/admin/attributes/:id/place': { names: 'attribute', body: { beforeId: null, ...VERSIONED } },
  'POST /api/admin/attributes/:id/archive': { names: 'attribute', body: VERSIONED },
  'GET /api/admin/products': {},
  'GET /api/admin/products/counts': {},
  'GET /api/admin/products/:id': { names: 'product' },
  'GET /api/admin/products/:id/form': { names: 'product' },
  'POST /api/admin/products': { body: PRODUCT },
  'PUT /api/admin/products/:id': { names: 'product', body: { ...PRODUCT, ...VERSIONED } },
  'GET /api/admin/products/:id/prices': { names: 'product' },
  'PUT /api/admin/products/:id/prices': {
    names: 'product',
    body: {
      version: 1,
      rows: [{ skuId: NOWHERE, list: 'base', minQty: 1, priceFen: 2_990, from: null, until: null }],
    },
  },
  'POST /api/admin/products/:id/shelf': { names: 'product', body: { state: 'off_shelf' } },
  'POST /api/admin/products/:id/schedule': {
    names: 'product',
    body: { shelfFrom: '2099-01-01T00:00:00.000Z', shelfUntil: null },
  },
  'POST /api/admin/products/:id/archive': { names: 'product', body: VERSIONED },
  'POST /api/admin/products/:id/restore': { names: 'product', body: { categoryId: null } },
  'POST /api/admin/products/bulk': { body: { ids: [NOWHERE], change: { kind: 'archive' } } },
  'POST /api/admin/products/export': { body: { format: 'csv' } },
  'GET /api/admin/product-imports': {},
  'GET /api/admin/product-imports/template': { query: { format: 'csv' } },
  'POST /api/admin/product-imports': { query: { name: '商品.csv' } },
  'GET /api/admin/product-imports/:id': { names: 'productImport' },
  'GET /api/admin/product-imports/:id/rows': { names: 'productImport', query: { verdict: 'refused' } },
  'GET /api/admin/product-imports/:id/flaws': { names: 'productImport', query: { format: 'csv' } },
  'POST /api/admin/product-imports/:id/apply': { names: 'productImport' },
  'POST /api/admin/product-imports/:id/stop': { names: 'productImport' },
  'GET /api/admin/search/words': {},
  'GET /api/admin/search/wishes': {},
  'GET /api/admin/search/index': {},
  'POST /api/admin/search/rebuild': {},
  'GET /api/admin/permits': {},
  'POST /api/admin/permits': { body: PERMIT },
  'PUT /api/admin/permits/:id': { names: 'permit', body: { ...PERMIT, ...VERSIONED } },
  'POST /api/admin/permits/:id/archive': { names: 'permit', body: VERSIONED },
  'GET /api/admin/media': {},
  'POST /api/admin/media': { query: { purpose: 'product', name: '苹果' } },
  'GET /api/admin/products/:id/secrets/counts': { names: 'product' },
  'GET /api/admin/products/:id/secrets': { names: 'product' },
  'POST /api/admin/products/:id/secrets': {
    names: 'product',
    body: { skuId: NOWHERE, batch: '首批', secrets: ['AAAA-BBBB'], dryRun: false },
  },
  'POST /api/admin/products/:id/secrets/void': {
    names: 'product',
    body: { skuId: NOWHERE, reason: '作废', batch: '首批' },
  },
  'POST /api/admin/products/:id/secrets/:secretId/reveal': { names: 'product' },
  'GET /api/admin/media/totals': {},
  'GET /api/admin/media/:key': { names: 'picture' },
  'GET /api/admin/media/:key/places': { names: 'picture' },
  'PUT /api/admin/media/:key': { names: 'picture', body: { name: '改名' } },
  'PUT /api/admin/media/:key/poster': { names: 'picture', body: { pictureId: null } },
  'POST /api/admin/media/:key/archive': { names: 'picture' },
  'POST /api/admin/media/:key/restore': { names: 'picture' },
  'POST /api/admin/media/tickets': { body: { purpose: 'product', type: 'video/mp4', bytes: 9_000, name: '开箱.mp4' } },
  'PUT /api/admin/media/tickets/:id/file': { names: 'ticket', query: { seal: 'x'.repeat(43) } },
  'POST /api/admin/media/tickets/:id/finish': { names: 'ticket' },
  'POST /api/admin/stock-adjustments': { body: { reason: '盘点', items: [{ skuId: NOWHERE, delta: 1 }] } },
  'GET /api/admin/coupon-templates': {},
  'GET /api/admin/coupon-templates/:id': { names: 'couponTemplate' },
  'POST /api/admin/coupon-templates': { body: COUPON_TEMPLATE },
  'PUT /api/admin/coupon-templates/:id': {
    names: 'couponTemplate',
    body: { template: COUPON_TEMPLATE, ...VERSIONED },
  },
  'POST /api/admin/coupon-templates/:id/launch': { names: 'couponTemplate', body: VERSIONED },
  'POST /api/admin/coupon-templates/:id/stop': { names: 'couponTemplate', body: VERSIONED },
  'POST /api/admin/coupon-templates/:id/issue': { names: 'couponTemplate', body: { people: [NOWHERE] } },
  'POST /api/admin/coupon-templates/:id/codes': { names: 'couponTemplate', body: { count: 2 } },
  'GET /api/admin/coupon-templates/:id/coupons': { names: 'couponTemplate' },
  'GET /api/admin/coupon-templates/:id/figures': { names: 'couponTemplate' },
  'POST /api/admin/coupons/:id/revoke': { names: 'coupon', body: { reason: '发错了' } },
  'GET /api/admin/offers': {},
  'GET /api/admin/offers/calendar': { query: { from: '2026-11-01', to: '2026-11-30' } },
  'GET /api/admin/offers/:id': { names: 'offer' },
  'POST /api/admin/offers': { body: OFFER },
  'POST /api/admin/offers/preview': { body: { offer: OFFER, days: 30 } },
  'PUT /api/admin/offers/:id': { names: 'offer', body: { ...OFFER, ...VERSIONED } },
  'DELETE /api/admin/offers/:id': { names: 'offer' },
  'POST /api/admin/offers/:id/launch': { names: 'offer', body: VERSIONED },
  'POST /api/admin/offers/:id/approve': { names: 'offer', body: VERSIONED },
  'POST /api/admin/offers/:id/clone': { names: 'offer' },
  'POST /api/admin/offers/:id/stop': { names: 'offer' },
  'GET /api/admin/orders': {},
  'GET /api/admin/orders/counts': {},
  'GET /api/admin/orders/:id': { names: 'order' },
  'POST /api/admin/orders/:id/ship': { names: 'order', body: { carrierCode: 'SF', trackingNo: 'SF1234567890' } },
  'POST /api/admin/orders/:id/close': { names: 'order', body: { cause: 'merchant' } },
  'POST /api/admin/orders/:id/notes': { names: 'order', body: { version: 0, flag: 'red', text: '测试' } },
  'POST /api/admin/orders/receivers': { body: { ids: [NOWHERE] } },
  'POST /api/admin/orders/:id/receiver': { names: 'order' },
}

/** One sample for every route of the table; the suite names a route that has none. */
export const routeSamples: Readonly<Record<string, RouteSample>> = {
  ...shopSamples,
  ...peopleSamples,
  ...deskSamples,
}
