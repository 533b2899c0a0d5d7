import { route } from '../route.js'

/** Callbacks of the channels: raw bytes in, the channel's own answer out; they carry no session. */
export const paymentRoutes = {
  wechatPaid: route<{ reply: unknown }>({
    method: 'POST',
    path: '/api/notify/wechat/payments',
    access: 'callback',
    load: 'notify',
    idempotency: 'none',
    owner: 'none',
  }),
  wechatRefunded: route<{ reply: unknown }>({
    method: 'POST',
    path: '/api/notify/wechat/refunds',
    access: 'callback',
    load: 'notify',
    idempotency: 'none',
    owner: 'none',
  }),
}
