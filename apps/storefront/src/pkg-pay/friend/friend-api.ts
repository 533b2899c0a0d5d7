import { createClient } from '@jishi/contracts/client'
import type { friendPayRoutes } from '@jishi/contracts/order/friend-pay.routes'
import { send } from '@/api/http'

const LINK = '/api/shop/orders/:id/friend-link'
const PAYMENTS = '/api/shop/friend-payments'
const own = { access: 'member', load: 'browse', owner: 'member' } as const
const read = { ...own, method: 'GET', idempotency: 'none' } as const

/**
 * The calls of paying in another's place, spelled here once more: whatever comes from the contracts lies in the main package
 * of a mini program, which has no room left. A test compares them with the contracts.
 */
export const friendRoutes: typeof friendPayRoutes = {
  asking: { ...read, path: LINK },
  ask: { ...own, method: 'PUT', idempotency: 'natural', path: LINK },
  withdraw: { ...own, method: 'DELETE', idempotency: 'natural', path: LINK },
  look: {
    ...{ method: 'POST', access: 'public', load: 'browse', idempotency: 'none', owner: 'none' },
    path: '/api/shop/friend-pay/preview',
  },
  pay: { ...own, method: 'POST', idempotency: 'required', path: '/api/shop/friend-pay/payments' },
  payment: { ...read, path: `${PAYMENTS}/:id` },
  payments: { ...read, path: PAYMENTS },
}

export const friendPay = createClient({ friendPay: friendRoutes }, send).friendPay
