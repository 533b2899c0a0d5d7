import type { RouteSample } from './route-samples.js'

const NOWHERE = '00000000-0000-7000-8000-000000000000'
const NOTHING = { spuIds: [], categoryIds: [], brandIds: [] }
const VERSIONED = { version: 1 }
const PAY_GIFT = {
  ...{ name: '支付有礼', thresholdFen: 9_900, waived: false, scope: { all: true, named: NOTHING, excluded: NOTHING } },
  ...{ gift: { kind: 'coupon', templateId: NOWHERE }, totalLimit: null, memberLimit: 1 },
  ...{ fromAt: '2026-01-01T00:00:00.000Z', untilAt: '2099-01-01T00:00:00.000Z' },
}

/** The routes of gifts after payment. */
export const promotionSamples: Readonly<Record<string, RouteSample>> = {
  'GET /api/shop/orders/:id/gifts': { names: 'order' },
  'GET /api/admin/pay-gifts': {},
  'GET /api/admin/pay-gifts/:id': { names: 'payGift' },
  'POST /api/admin/pay-gifts': { body: PAY_GIFT },
  'PUT /api/admin/pay-gifts/:id': { names: 'payGift', body: { ...VERSIONED, rule: PAY_GIFT } },
  'POST /api/admin/pay-gifts/:id/launch': { names: 'payGift', body: VERSIONED },
  'POST /api/admin/pay-gifts/:id/pause': { names: 'payGift', body: VERSIONED },
  'POST /api/admin/pay-gifts/:id/resume': { names: 'payGift', body: VERSIONED },
  'POST /api/admin/pay-gifts/:id/stop': { names: 'payGift', body: VERSIONED },
  'GET /api/admin/pay-gifts/:id/figures': { names: 'payGift' },
  'GET /api/admin/pay-gifts/:id/given': { names: 'payGift' },
}
