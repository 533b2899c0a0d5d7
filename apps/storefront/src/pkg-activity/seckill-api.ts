import { createClient } from '@jishi/contracts/client'
import type { seckillRoutes } from '@jishi/contracts/seckill/seckill.routes'
import { send } from '@/api/http'

const ROOT = '/api/shop/seckill'
const shown = { access: 'public', method: 'GET', load: 'browse', idempotency: 'none', owner: 'none' } as const
const mine = { access: 'member', method: 'GET', load: 'browse', idempotency: 'none', owner: 'member' } as const
const hot = { access: 'member', method: 'POST', load: 'order', idempotency: 'none', owner: 'none' } as const

type Routes = typeof seckillRoutes
type Used = Pick<Routes, 'sessions' | 'session' | 'standing' | 'ticket' | 'take' | 'giveUp'>

/**
 * The calls of flash sales. They are spelled here once more, because whatever comes from the contracts lies in the main package
 * of a mini program, which has no room left; a test compares them with the contracts.
 * `take` differs on purpose: it carries the sign-in, which its ticket is bound to, and it is not repeated by the transport, because
 * a repetition has to say that it is one. Its caller keeps the key.
 */
export const ownRoutes: Used = {
  sessions: { ...shown, path: `${ROOT}/sessions` },
  session: { ...shown, path: `${ROOT}/sessions/:id` },
  standing: { ...mine, path: `${ROOT}/sessions/:id/standing` },
  ticket: { ...hot, path: `${ROOT}/tickets` },
  take: { ...hot, path: `${ROOT}/takes` },
  giveUp: { ...mine, method: 'POST', idempotency: 'required', path: `${ROOT}/takes/:id/give-up` },
}

export const seckill = createClient({ seckill: ownRoutes }, send).seckill
