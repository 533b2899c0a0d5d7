import type { IdentityProvider } from '@jishi/contracts/identity/identity.terms'
import type { PayCall } from '@jishi/contracts/payment/payment.schema'
import { shopTimeText } from '@jishi/kernel/time'
import type { CreateAnswer, CreateRequest, PaymentChannelPort } from '../payment-channel.js'
import type { AlipayAccount } from './alipay-account.js'
import type { AlipayClient } from './alipay-client.js'
import { createdTrade } from './alipay-messages.js'
import { yuanOf } from './yuan.js'

export interface AlipaySeller {
  readonly account: AlipayAccount
  readonly client: AlipayClient
  readonly notifyUrl: string
}

/** How one product of Alipay is begun; asking, closing and giving back are the same for all of them. */
export interface AlipayProduct {
  readonly code: string
  readonly knownBy: PaymentChannelPort['knownBy']
  readonly payerOf?: IdentityProvider
  create(seller: AlipaySeller, request: CreateRequest): Promise<CreateAnswer>
  payCall(handle: string): PayCall
}

const SUBJECT_LIMIT = 256

/** Alipay takes neither the signs of an address nor characters beyond three bytes in a subject. */
export const subjectOf = (text: string): string => {
  const plain = [...text].filter((character) => (character.codePointAt(0) ?? 0) <= 0xffff).join('')
  return plain.replace(/[/=&]/g, ' ').replace(/\s+/g, ' ').trim().slice(0, SUBJECT_LIMIT) || '商品'
}

const orderOf = (request: CreateRequest): Record<string, string> => ({
  out_trade_no: request.attemptNo,
  total_amount: yuanOf(request.amountFen),
  subject: subjectOf(request.description),
  time_expire: shopTimeText(request.expiresAt, 'second'),
})

const miniProgram: AlipayProduct = {
  code: 'alipay_mp',
  knownBy: 'call',
  payerOf: 'alipay',
  create: async ({ account, client, notifyUrl }, request) => {
    const answer = await client.call('/v3/alipay/trade/create', {
      ...orderOf(request),
      product_code: 'JSAPI_PAY',
      op_app_id: account.appId,
      buyer_open_id: request.payer,
      notify_url: notifyUrl,
    })
    if (answer.kind === 'unknown') return answer
    if (answer.kind === 'refused') return createRefusal(answer.code, answer.message)
    const created = createdTrade.safeParse(answer.data).data
    return created?.out_trade_no === request.attemptNo
      ? { kind: 'accepted', handle: created.trade_no }
      : { kind: 'unknown', reason: 'an answer of another form' }
  },
  payCall: (tradeNo) => ({ kind: 'trade', tradeNo }),
}

const createRefusal = (code: string, message: string): CreateAnswer => {
  if (code === 'TRADE_HAS_SUCCESS' || code === 'TRADE_HAS_FINISHED') return { kind: 'paid' }
  if (code === 'TRADE_HAS_CLOSE') return { kind: 'closed' }
  return { kind: 'refused', reason: `${code} ${message}` }
}

/** The address is signed here and opened by the payer: until then there is no trade. */
const page = (code: string, method: string, terms: (request: CreateRequest) => object): AlipayProduct => ({
  code,
  knownBy: 'payer',
  create: ({ client, notifyUrl }, request) => {
    const bizContent = { ...orderOf(request), ...terms(request) }
    const handle = client.page(method, { notifyUrl, returnUrl: request.returnUrl, bizContent })
    return Promise.resolve({ kind: 'accepted', handle })
  },
  payCall: (url) => ({ kind: 'redirect', url }),
})

export const ALIPAY_PRODUCTS: readonly AlipayProduct[] = [
  miniProgram,
  page('alipay_wap', 'alipay.trade.wap.pay', ({ returnUrl }) => ({
    product_code: 'QUICK_WAP_WAY',
    quit_url: returnUrl,
  })),
  page('alipay_page', 'alipay.trade.page.pay', () => ({ product_code: 'FAST_INSTANT_TRADE_PAY' })),
]
