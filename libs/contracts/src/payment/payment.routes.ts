import { route } from '../route.js'
import type { PaymentOptions, PaymentOptionsQuery } from './payment.schema.js'

/** What can be paid with, and the callbacks of the channels: raw bytes in, the channel's own answer out, no session. */
export const paymentRoutes = {
  options: route<{ query: PaymentOptionsQuery; reply: PaymentOptions }>({
    method: 'GET',
    path: '/api/shop/payment-options',
    access: 'public',
    load: 'browse',
    idempotency: 'none',
    owner: 'none',
  }),
  alipayPaid: route<{ reply: unknown }>({
    method: 'POST',
    path: '/api/notify/alipay/payments',
    access: 'callback',
    load: 'notify',
    idempotency: 'none',
    owner: 'none',
  }),
  unionpayPaid: route<{ reply: unknown }>({
    method: 'POST',
    path: '/api/notify/unionpay/payments',
    access: 'callback',
    load: 'notify',
    idempotency: 'none',
    owner: 'none',
  }),
  unionpayRefunded: route<{ reply: unknown }>({
    method: 'POST',
    path: '/api/notify/unionpay/refunds',
    access: 'callback',
    load: 'notify',
    idempotency: 'none',
    owner: 'none',
  }),
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
