import { createClient } from '@jishi/contracts/client'
import type { storedValueRoutes } from '@jishi/contracts/payment/stored-value.routes'
import { send } from '@/api/http'

const ROOT = '/api/shop/stored'
const read = { access: 'member', method: 'GET', load: 'browse', idempotency: 'none', owner: 'none' } as const
const pay = { access: 'member', method: 'POST', load: 'pay', idempotency: 'required', owner: 'none' } as const

type Routes = typeof storedValueRoutes
type Used = Pick<
  Routes,
  | 'balance'
  | 'entries'
  | 'offers'
  | 'startRecharge'
  | 'payRecharge'
  | 'recharge'
  | 'sendCode'
  | 'setPassword'
  | 'refundable'
  | 'refund'
>

/**
 * The calls of stored value. They are spelled here once more, because whatever comes from the contracts lies in the main
 * package of a mini program, which has no room left; a test compares them with the contracts.
 */
export const storedRoutes: Used = {
  balance: { ...read, path: ROOT },
  entries: { ...read, path: `${ROOT}/entries` },
  offers: { ...read, path: `${ROOT}/offers` },
  startRecharge: { ...pay, path: `${ROOT}/recharges` },
  payRecharge: { ...pay, path: `${ROOT}/recharges/:id/payments` },
  recharge: { ...read, path: `${ROOT}/recharges/:id` },
  sendCode: { ...pay, idempotency: 'none', path: `${ROOT}/password/code` },
  setPassword: { ...pay, method: 'PUT', idempotency: 'natural', path: `${ROOT}/password` },
  refundable: { ...read, path: `${ROOT}/refundable` },
  refund: { ...pay, path: `${ROOT}/refunds` },
}

export const stored = createClient({ stored: storedRoutes }, send).stored
