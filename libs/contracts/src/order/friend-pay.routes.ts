import type { IdParams, Page } from '../primitives.schema.js'
import { route } from '../route.js'
import type {
  AskFriendBody,
  FriendAsking,
  FriendInstruction,
  FriendPage,
  FriendPayment,
  FriendPaymentsQuery,
  LookBody,
  PayForFriendBody,
} from './friend-pay.schema.js'

const own = { access: 'member', load: 'browse', idempotency: 'natural', owner: 'member' } as const

/**
 * 找人代付. The buyer's side names their own order; the friend's side knows a token, which travels in bodies so that no log
 * of addresses keeps it, and afterwards only payments of their own.
 */
export const friendPayRoutes = {
  asking: route<{ params: IdParams; reply: FriendAsking }>({
    ...own,
    method: 'GET',
    path: '/api/shop/orders/:id/friend-link',
    idempotency: 'none',
  }),
  /** Makes the order's link, or changes the word that goes with it; the link stays the same. */
  ask: route<{ params: IdParams; body: AskFriendBody; reply: FriendAsking }>({
    ...own,
    method: 'PUT',
    path: '/api/shop/orders/:id/friend-link',
    limit: 'askFriend',
  }),
  /** Nobody can pay by the link any more; what a friend has already paid counts. */
  withdraw: route<{ params: IdParams; reply: FriendAsking }>({
    ...own,
    method: 'DELETE',
    path: '/api/shop/orders/:id/friend-link',
    limit: 'askFriend',
  }),
  look: route<{ body: LookBody; reply: FriendPage }>({
    method: 'POST',
    path: '/api/shop/friend-pay/preview',
    access: 'public',
    load: 'browse',
    idempotency: 'none',
    owner: 'none',
    limit: 'friendLook',
  }),
  pay: route<{ body: PayForFriendBody; reply: FriendInstruction }>({
    method: 'POST',
    path: '/api/shop/friend-pay/payments',
    access: 'member',
    load: 'pay',
    idempotency: 'required',
    owner: 'none',
    limit: 'pay',
  }),
  payment: route<{ params: IdParams; reply: FriendPayment }>({
    method: 'GET',
    path: '/api/shop/friend-payments/:id',
    access: 'member',
    load: 'pay',
    idempotency: 'none',
    owner: 'member',
  }),
  payments: route<{ query: FriendPaymentsQuery; reply: Page<FriendPayment> }>({
    method: 'GET',
    path: '/api/shop/friend-payments',
    access: 'member',
    load: 'browse',
    idempotency: 'none',
    owner: 'none',
  }),
}
