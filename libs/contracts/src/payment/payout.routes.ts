import type { IdParams, Page } from '../primitives.schema.js'
import { route, type RouteFacts } from '../route.js'
import type { NoticeParams, RawNotice } from './finance.schema.js'
import type { AdminPayout, AdminPayoutDetail, AdminPayoutsQuery, OwnPayout, PayoutNoteBody } from './payout.schema.js'

const desk = { access: 'operator', permission: 'payout.read', owner: 'shop', load: 'admin' } as const
const look = { ...desk, method: 'GET', idempotency: 'none', audit: 'none' } as const satisfies Partial<RouteFacts>
const act = { ...desk, permission: 'payout.handle', method: 'POST', idempotency: 'required', audit: 'write' } as const

/** Money on its way to a member: how they confirm it, what operators see and do, and the wallet's own word. */
export const payoutRoutes = {
  /** One's own: where it stands, and what the client confirms it with while the wallet waits for that. */
  mine: route<{ params: IdParams; reply: OwnPayout }>({
    method: 'GET',
    path: '/api/shop/payouts/:id',
    access: 'member',
    load: 'browse',
    idempotency: 'none',
    owner: 'member',
  }),
  list: route<{ query: AdminPayoutsQuery; reply: Page<AdminPayout> }>({ ...look, path: '/api/admin/payouts' }),
  detail: route<{ params: IdParams; reply: AdminPayoutDetail }>({ ...look, path: '/api/admin/payouts/:id' }),
  /** Asks, and sends once more what the channel does not know, now and under the same number. */
  retry: route<{ params: IdParams; body: PayoutNoteBody; reply: AdminPayoutDetail }>({
    ...act,
    path: '/api/admin/payouts/:id/retry',
  }),
  /** Gives up what the payee has not confirmed; the money goes back when the channel has let go of it. */
  cancel: route<{ params: IdParams; body: PayoutNoteBody; reply: AdminPayoutDetail }>({
    ...act,
    path: '/api/admin/payouts/:id/cancel',
  }),
  /** What a channel said of it, whole: it tells of a payee, so looking at it leaves a row, as with payments. */
  revealNotice: route<{ params: NoticeParams; reply: RawNotice }>({
    ...act,
    permission: 'payment.notice',
    path: '/api/admin/payouts/:id/notices/:noticeId/reveal',
    audit: 'reveal',
  }),
  wechatFinished: route<{ reply: unknown }>({
    method: 'POST',
    path: '/api/notify/wechat/payouts',
    access: 'callback',
    load: 'notify',
    idempotency: 'none',
    owner: 'none',
  }),
}
