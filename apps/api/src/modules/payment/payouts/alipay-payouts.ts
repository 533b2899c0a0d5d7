import { z } from 'zod'
import type { AlipayAccount } from '../alipay/alipay-account.js'
import type { AlipayAnswer, AlipayClient } from '../alipay/alipay-client.js'
import { subjectOf } from '../alipay/alipay-products.js'
import { fenOfYuan, yuanOf } from '../alipay/yuan.js'
import type { PayoutAnswer, PayoutChannelPort, PayoutRequest } from './payout-channel.js'

/** What is asked and answered about transfers without a password: one product, one scene. */
const PRODUCT = { product_code: 'TRANS_ACCOUNT_NO_PWD', biz_scene: 'DIRECT_TRANSFER' }
const NOT_FOUND = ['ORDER_NOT_EXIST', 'TRANS_NOT_EXIST']
const NOT_ENOUGH = ['PAYER_BALANCE_NOT_ENOUGH', 'BALANCE_IS_NOT_ENOUGH']

const transfer = z.object({
  out_biz_no: z.string(),
  order_id: z.string().min(1),
  status: z.enum(['SUCCESS', 'DEALING', 'FAIL', 'CLOSED', 'REFUND']),
  trans_amount: z.string().transform(fenOfYuan).optional(),
  fail_reason: z.string().optional(),
  error_code: z.string().optional(),
})

/** Transfers to an account at once: nobody has to confirm them, and nothing can be taken back. */
export class AlipayPayouts implements PayoutChannelPort {
  readonly code = 'alipay'
  readonly payeeOf = 'alipay'
  readonly appId: string
  readonly merchantId: string

  constructor(
    account: AlipayAccount,
    private readonly client: AlipayClient,
  ) {
    this.appId = account.appId
    this.merchantId = account.sellerId
  }

  async send({ payoutNo, amountFen, payee, description }: PayoutRequest): Promise<PayoutAnswer> {
    const answer = await this.client.call('/v3/alipay/fund/trans/uni/transfer', {
      ...PRODUCT,
      out_biz_no: payoutNo,
      trans_amount: yuanOf(amountFen),
      order_title: subjectOf(description).slice(0, 128),
      payee_info: {
        identity: payee.account,
        identity_type: payee.kind === 'logon_id' ? 'ALIPAY_LOGON_ID' : 'ALIPAY_OPEN_ID',
        ...(payee.realName === undefined ? {} : { name: payee.realName }),
      },
    })
    if (answer.kind !== 'refused') return read(answer, payoutNo)
    const reason = `${answer.code} ${answer.message}`
    return { kind: NOT_ENOUGH.includes(answer.code) ? 'not_enough' : 'refused', reason }
  }

  async query(payoutNo: string): Promise<PayoutAnswer> {
    const answer = await this.client.call('/v3/alipay/fund/trans/common/query', { ...PRODUCT, out_biz_no: payoutNo })
    if (answer.kind !== 'refused') return read(answer, payoutNo)
    return NOT_FOUND.includes(answer.code) ? { kind: 'missing' } : { kind: 'unknown', reason: answer.code }
  }

  cancel(): Promise<PayoutAnswer> {
    return Promise.resolve({ kind: 'refused', reason: 'a transfer of Alipay is not taken back' })
  }
}

/** Our signed question is about our own app and account; the answer to sending says no amount, the one to asking does. */
const read = (answer: Exclude<AlipayAnswer, { kind: 'refused' }>, payoutNo: string): PayoutAnswer => {
  if (answer.kind === 'unknown') return answer
  const message = transfer.safeParse(answer.data).data
  if (message?.out_biz_no !== payoutNo) return { kind: 'unknown', reason: 'an answer of another form' }
  const facts = { amountFen: message.trans_amount }
  const told = { channelId: message.order_id, facts }
  switch (message.status) {
    case 'SUCCESS':
      // Paid is believed with the amount beside it: without one it is asked for.
      return message.trans_amount === undefined ? { kind: 'processing', ...told } : { kind: 'succeeded', ...told }
    case 'DEALING':
      return { kind: 'processing', ...told }
    default:
      return { kind: 'failed', facts, reason: message.error_code ?? message.fail_reason ?? message.status }
  }
}
