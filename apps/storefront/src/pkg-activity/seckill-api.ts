import { createClient } from '@jishi/contracts/client'
import type { seckillRoutes } from '@jishi/contracts/seckill/seckill.routes'
import { send } from '@/api/http'

const ROOT = '/api/shop/seckill'
const mine = { access: 'member', method: 'GET', load: 'browse', idempotency: 'none', owner: 'member' } as const
const hot = { access: 'member', method: 'POST', load: 'order', idempotency: 'none', owner: 'none' } as const

type Routes = typeof seckillRoutes
type Used = Pick<Routes, 'standing' | 'ticket' | 'take' | 'giveUp'>

/**
 * The calls of whoever takes part in a flash sale, spelled once more for the reason that `sale-routes` gives; a test compares them with
 * the contracts.
 * `take` differs on purpose: it carries the sign-in, which its ticket is bound to, and it is not repeated by the transport, because
 * a repetition has to say that it is one. Its caller keeps the key.
 */
export const ownRoutes: Used = {
  standing: { ...mine, path: `${ROOT}/sessions/:id/standing` },
  ticket: { ...hot, path: `${ROOT}/tickets` },
  take: { ...hot, path: `${ROOT}/takes` },
  giveUp: { ...mine, method: 'POST', idempotency: 'required', path: `${ROOT}/takes/:id/give-up` },
}

export const seckill = createClient({ seckill: ownRoutes }, send).seckill
