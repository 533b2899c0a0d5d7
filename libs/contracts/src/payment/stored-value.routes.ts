import type { Done, IdParams, Page } from '../primitives.schema.js'
import { route } from '../route.js'
import type {
  MemberStored,
  MemberStoredEntry,
  PayPasswordCode,
  PayRechargeBody,
  RechargeOffers,
  RechargeOffersQuery,
  RechargeStatus,
  SetPayPasswordBody,
  StartedRecharge,
  StartRechargeBody,
  StoredBalance,
  StoredEntriesQuery,
  StoredEntry,
  StoredRefund,
  StoredRefundable,
  StoredRefundBody,
} from './stored-value.schema.js'

const read = { access: 'member', method: 'GET', load: 'browse', idempotency: 'none', owner: 'none' } as const
const pay = { access: 'member', method: 'POST', load: 'pay', idempotency: 'required', limit: 'pay' } as const
const desk = {
  access: 'operator',
  method: 'GET',
  load: 'admin',
  idempotency: 'none',
  owner: 'shop',
  permission: 'stored.read',
  audit: 'none',
} as const

/** Stored value 储值: a member's balance, how money comes into it and goes back, and the password it is spent with. */
export const storedValueRoutes = {
  balance: route<{ reply: StoredBalance }>({ ...read, path: '/api/shop/stored' }),
  entries: route<{ query: StoredEntriesQuery; reply: Page<StoredEntry> }>({
    ...read,
    path: '/api/shop/stored/entries',
  }),
  offers: route<{ query: RechargeOffersQuery; reply: RechargeOffers }>({ ...read, path: '/api/shop/stored/offers' }),
  startRecharge: route<{ body: StartRechargeBody; reply: StartedRecharge }>({
    ...pay,
    owner: 'none',
    path: '/api/shop/stored/recharges',
  }),
  payRecharge: route<{ params: IdParams; body: PayRechargeBody; reply: StartedRecharge }>({
    ...pay,
    owner: 'member',
    path: '/api/shop/stored/recharges/:id/payments',
  }),
  recharge: route<{ params: IdParams; reply: RechargeStatus }>({
    ...read,
    load: 'pay',
    owner: 'member',
    path: '/api/shop/stored/recharges/:id',
  }),
  /** To the member's own phone, whichever that is: nothing is asked. */
  sendCode: route<{ reply: PayPasswordCode }>({
    access: 'member',
    method: 'POST',
    load: 'auth',
    idempotency: 'none',
    owner: 'none',
    limit: 'sms',
    path: '/api/shop/stored/password/code',
  }),
  setPassword: route<{ body: SetPayPasswordBody; reply: Done }>({
    access: 'member',
    method: 'PUT',
    load: 'auth',
    idempotency: 'natural',
    owner: 'none',
    path: '/api/shop/stored/password',
  }),
  refundable: route<{ reply: StoredRefundable }>({ ...read, path: '/api/shop/stored/refundable' }),
  refund: route<{ body: StoredRefundBody; reply: StoredRefund }>({
    ...pay,
    owner: 'none',
    path: '/api/shop/stored/refunds',
  }),
  memberBalance: route<{ params: IdParams; reply: MemberStored }>({ ...desk, path: '/api/admin/members/:id/stored' }),
  memberEntries: route<{ params: IdParams; query: StoredEntriesQuery; reply: Page<MemberStoredEntry> }>({
    ...desk,
    path: '/api/admin/members/:id/stored/entries',
  }),
}
