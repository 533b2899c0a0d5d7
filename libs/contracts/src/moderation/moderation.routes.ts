import { route } from '../route.js'
import type { WeixinPushQuery } from './moderation.schema.js'

const push = {
  path: '/api/notify/weixin/messages',
  access: 'callback',
  load: 'notify',
  idempotency: 'none',
  owner: 'none',
} as const

/** Where WeChat tells the mini program's server what it found in pictures. */
export const moderationRoutes = {
  /** Asked once, when the address is written down in WeChat's console. */
  weixinEcho: route<{ query: WeixinPushQuery; reply: unknown }>({ ...push, method: 'GET' }),
  weixinMessages: route<{ query: WeixinPushQuery; reply: unknown }>({ ...push, method: 'POST' }),
}
