import type { PayoutConfirmCall } from '@jishi/contracts/payment/payout.schema'
import { PAYOUT_NAME_FROM_FEN } from '@jishi/contracts/payment/payout.terms'
import { Rsa } from 'wechatpay-axios-plugin'
import type { WechatAccount } from '../wechat/wechat-account.js'
import { describable } from '../wechat/wechat-channel.js'
import type { WechatAnswer, WechatClient } from '../wechat/wechat-client.js'
import type { PayoutAnswer, PayoutChannelPort, PayoutRequest } from './payout-channel.js'
import { wechatAnswer, wechatTransfer } from './wechat-transfers.js'

const BILLS = 'v3/fund-app/mch-transfer/transfer-bills'
const OF_NUMBER = `${BILLS}/out-bill-no/{out_bill_no}`
const REMARK_LIMIT = 32
/** Commission: the scene a shop that pays its promoters is registered for, and what WeChat wants told of it. */
const SCENE = '1005'
const SCENE_REPORT = [
  { info_type: '岗位类型', info_content: '推广员' },
  { info_type: '报酬说明', info_content: '推广佣金' },
]

export interface WechatPayer {
  readonly account: WechatAccount & { readonly miniProgramAppId: string }
  readonly client: WechatClient
  readonly notifyUrl: string
}

/** Transfers that the payee confirms in the mini program. */
export class WechatPayouts implements PayoutChannelPort {
  readonly code = 'wechat'
  readonly payeeOf = 'weixin'
  readonly appId: string
  readonly merchantId: string
  readonly #payer: WechatPayer

  constructor(payer: WechatPayer) {
    this.appId = payer.account.miniProgramAppId
    this.merchantId = payer.account.merchantId
    this.#payer = payer
  }

  async send(request: PayoutRequest): Promise<PayoutAnswer> {
    const { client, notifyUrl } = this.#payer
    const { amountFen, payee } = request
    const name = amountFen >= PAYOUT_NAME_FROM_FEN ? this.#sealed(payee.realName ?? '') : undefined
    const order = {
      appid: this.appId,
      out_bill_no: request.payoutNo,
      transfer_scene_id: SCENE,
      openid: payee.account,
      ...(name === undefined ? {} : { user_name: name.ciphertext }),
      transfer_amount: amountFen,
      transfer_remark: describable(request.description).slice(0, REMARK_LIMIT),
      notify_url: notifyUrl,
      transfer_scene_report_infos: SCENE_REPORT,
    }
    const answer = await client.post(BILLS, {}, order, name === undefined ? {} : { 'Wechatpay-Serial': name.serial })
    return this.#read(answer, request.payoutNo)
  }

  async query(payoutNo: string): Promise<PayoutAnswer> {
    const answer = await this.#payer.client.get(OF_NUMBER, { out_bill_no: payoutNo }, {})
    if (answer.kind === 'refused')
      return answer.status === 404 ? { kind: 'missing' } : { kind: 'unknown', reason: answer.code }
    return this.#read(answer, payoutNo)
  }

  async cancel(payoutNo: string): Promise<PayoutAnswer> {
    return this.#read(await this.#payer.client.post(`${OF_NUMBER}/cancel`, { out_bill_no: payoutNo }, {}), payoutNo)
  }

  confirmCall(handle: string): PayoutConfirmCall {
    return { mchId: this.merchantId, appId: this.appId, package: handle }
  }

  /** A name may be written so that only the channel reads it, under the key whose serial goes with it. */
  #sealed(realName: string): { serial: string; ciphertext: string } {
    const [serial, key] = Object.entries(this.#payer.account.platformKeys)[0] ?? ['', '']
    return { serial, ciphertext: Rsa.encrypt(realName, Rsa.from(key, Rsa.KEY_TYPE_PUBLIC)) }
  }

  #read(answer: WechatAnswer, payoutNo: string): PayoutAnswer {
    if (answer.kind === 'unknown') return answer
    if (answer.kind === 'refused') {
      const reason = `${answer.code} ${answer.message}`
      return { kind: answer.code === 'NOT_ENOUGH' ? 'not_enough' : 'refused', reason }
    }
    const message = wechatTransfer.safeParse(answer.data).data
    return message?.out_bill_no === payoutNo
      ? wechatAnswer(message)
      : { kind: 'unknown', reason: 'an answer of another form' }
  }
}
