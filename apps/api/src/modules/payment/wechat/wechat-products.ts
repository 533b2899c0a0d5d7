import { createSign, randomBytes } from 'node:crypto'
import type { IdentityProvider } from '@jishi/contracts/identity/identity.terms'
import type { JsapiCall, PayCall } from '@jishi/contracts/payment/payment.schema'
import { systemClock } from '@jishi/kernel/time'
import { z } from 'zod'
import type { CreateRequest } from '../payment-channel.js'
import type { WechatAccount } from './wechat-account.js'
import { WechatKeyring } from './wechat-keyring.js'

/** How one product of WeChat Pay differs from the others; everything else is the same for all of them. */
export interface WechatProduct {
  readonly code: string
  /** The last part of the address a payment is created at. */
  readonly path: 'h5' | 'native' | 'jsapi'
  readonly appId: string
  readonly payerOf?: IdentityProvider
  /** What this product's order has beside the shared fields. */
  extras(request: CreateRequest): object
  /** The handle in a verified answer to a create call; undefined when the answer has another form. */
  handleIn(answer: unknown, request: CreateRequest): string | undefined
  payCall(handle: string): PayCall
}

const h5Created = z.object({ h5_url: z.url() })
const nativeCreated = z.object({ code_url: z.string().min(1) })
const jsapiCreated = z.object({ prepay_id: z.string().min(1) })

const h5 = (account: WechatAccount): WechatProduct => ({
  code: 'wechat_h5',
  path: 'h5',
  appId: account.appId,
  extras: (request) => ({ scene_info: { payer_client_ip: request.clientIp, h5_info: { type: 'Wap' } } }),
  handleIn: (answer, request) => {
    const url = h5Created.safeParse(answer).data?.h5_url
    if (url === undefined) return undefined
    return `${url}${url.includes('?') ? '&' : '?'}redirect_url=${encodeURIComponent(request.returnUrl)}`
  },
  payCall: (url) => ({ kind: 'redirect', url }),
})

const native = (account: WechatAccount): WechatProduct => ({
  code: 'wechat_native',
  path: 'native',
  appId: account.appId,
  extras: () => ({}),
  handleIn: (answer) => nativeCreated.safeParse(answer).data?.code_url,
  payCall: (codeUrl) => ({ kind: 'qr', codeUrl }),
})

/** Pays inside WeChat: the app decides which openids are known there, so the two apps are two channels. */
const jsapi = (
  keyring: WechatKeyring,
  code: string,
  appId: string | undefined,
  payerOf: IdentityProvider,
): WechatProduct[] =>
  appId === undefined
    ? []
    : [
        {
          code,
          path: 'jsapi',
          appId,
          payerOf,
          extras: (request) => ({ payer: { openid: request.payer } }),
          handleIn: (answer) => jsapiCreated.safeParse(answer).data?.prepay_id,
          payCall: (prepayId) => ({ kind: 'jsapi', call: jsapiCallOf(keyring.merchant.privateKey, appId, prepayId) }),
        },
      ]

/** The products this merchant has an app for. */
export const wechatProductsOf = (account: WechatAccount, keyring = new WechatKeyring(account)): WechatProduct[] => [
  h5(account),
  native(account),
  ...jsapi(keyring, 'wechat_mp', account.miniProgramAppId, 'weixin'),
  ...jsapi(keyring, 'wechat_oa', account.officialAccountAppId, 'weixin_oa'),
]

export interface CallStamp {
  readonly timeStamp: string
  readonly nonceStr: string
}

/** WeChat compares the stamp with its own clock, so it is the real time, whatever the shop's business time is. */
const freshStamp = (): CallStamp => ({
  timeStamp: String(Math.floor(systemClock.now() / 1000)),
  nonceStr: randomBytes(16).toString('hex'),
})

/** What the client hands to WeChat, signed by us over app, time, nonce and the prepared payment. */
export const jsapiCallOf = (privateKey: string, appId: string, prepayId: string, stamp = freshStamp()): JsapiCall => {
  const { timeStamp, nonceStr } = stamp
  const prepared = `prepay_id=${prepayId}`
  const signed = `${appId}\n${timeStamp}\n${nonceStr}\n${prepared}\n`
  const paySign = createSign('RSA-SHA256').update(signed, 'utf8').sign(privateKey, 'base64')
  return { appId, timeStamp, nonceStr, package: prepared, signType: 'RSA', paySign }
}
