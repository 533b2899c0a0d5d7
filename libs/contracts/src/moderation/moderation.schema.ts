import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { moderationRoutes } from './moderation.routes.js'

const sign = z.string().max(512).optional()
/** Everything WeChat is known to put into the address of a push. */
export const weixinPushQuery = z.strictObject({
  signature: sign,
  msg_signature: sign,
  timestamp: sign,
  nonce: sign,
  encrypt_type: sign,
  openid: sign,
  echostr: sign,
})
export type WeixinPushQuery = z.infer<typeof weixinPushQuery>

export const moderationEndpoints = {
  weixinEcho: endpoint(moderationRoutes.weixinEcho, { query: weixinPushQuery, reply: z.unknown() }),
  weixinMessages: endpoint(moderationRoutes.weixinMessages, { query: weixinPushQuery, reply: z.unknown() }),
}
