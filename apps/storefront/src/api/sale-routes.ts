import { createClient } from '@jishi/contracts/client'
import type { seckillRoutes } from '@jishi/contracts/seckill/seckill.routes'
import { send } from './http'

const ROOT = '/api/shop/seckill'
const shown = { access: 'public', method: 'GET', load: 'browse', idempotency: 'none', owner: 'none' } as const

/**
 * What everybody sees of flash sales. The contracts are spelled here once more, because whatever comes from them lies in the main
 * package of a mini program, which has no room left; a test compares the two.
 */
export const saleRoutes: Pick<typeof seckillRoutes, 'sessions' | 'session' | 'ofProduct'> = {
  sessions: { ...shown, path: `${ROOT}/sessions` },
  session: { ...shown, path: `${ROOT}/sessions/:id` },
  ofProduct: { ...shown, path: `${ROOT}/products/:id` },
}

export const sales = createClient({ sales: saleRoutes }, send).sales
