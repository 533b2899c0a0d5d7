import type { RouteSample } from './route-samples.js'

const NOWHERE = '00000000-0000-7000-8000-000000000000'
const VERSIONED = { version: 1 }
const TIMES = {
  ...{ warmUpAt: '2098-01-01T00:00:00.000Z', startsAt: '2098-01-01T00:00:00.000Z' },
  endsAt: '2098-01-02T00:00:00.000Z',
}
const SECKILL = {
  ...{ name: '整点秒杀', ...TIMES, payWithinMinutes: 5, proofBits: 0 },
  items: [{ skuId: NOWHERE, priceFen: 990, total: 5, perMember: 1 }],
}
const activity = '/api/admin/seckill/activities'

/** The routes of flash sales. */
export const seckillSamples: Readonly<Record<string, RouteSample>> = {
  [`GET ${activity}`]: {},
  'GET /api/admin/seckill/calendar': { query: { from: '2026-01-01', to: '2026-01-31' } },
  [`GET ${activity}/:id`]: { names: 'seckillActivity' },
  [`POST ${activity}`]: { body: SECKILL },
  [`PUT ${activity}/:id`]: { names: 'seckillActivity', body: { ...VERSIONED, ...SECKILL } },
  [`DELETE ${activity}/:id`]: { names: 'seckillActivity' },
  [`POST ${activity}/:id/agree`]: { names: 'seckillActivity', body: VERSIONED },
  [`POST ${activity}/:id/arm`]: { names: 'seckillActivity', body: VERSIONED },
  [`POST ${activity}/:id/disarm`]: { names: 'seckillActivity', body: VERSIONED },
  [`POST ${activity}/:id/stop`]: { names: 'seckillActivity' },
  [`POST ${activity}/:id/clone`]: { names: 'seckillActivity', body: { sessions: [TIMES] } },
  [`GET ${activity}/:id/board`]: { names: 'seckillActivity' },
  [`GET ${activity}/:id/report`]: { names: 'seckillActivity' },
  [`POST ${activity}/:id/export`]: { names: 'seckillActivity', body: { format: 'csv' } },
  'GET /api/shop/seckill/sessions': {},
  'GET /api/shop/seckill/sessions/:id': { names: 'seckillActivity' },
  'GET /api/shop/seckill/products/:id': { names: 'product' },
  'GET /api/shop/seckill/sessions/:id/standing': { names: 'seckillActivity' },
  'POST /api/shop/seckill/tickets': { body: { itemId: NOWHERE } },
  'POST /api/shop/seckill/takes': { body: { ticket: 'A'.repeat(144) } },
  'GET /api/shop/seckill/takes': {},
  'GET /api/shop/seckill/takes/:id': { names: 'seckillTake' },
  'POST /api/shop/seckill/takes/:id/give-up': { names: 'seckillTake' },
}
