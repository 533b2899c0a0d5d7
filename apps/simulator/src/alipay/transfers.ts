import { z } from 'zod'
import type { Book } from '../book/book.js'
import type { Clock } from '../clock.js'
import { dayStamp } from '../clock.js'
import type { Fault } from '../faults/fault-kinds.js'
import { numberOf } from '../faults/fault-kinds.js'
import { GatewayError } from '../http/gateway-error.js'
import { digits } from '../wechat-pay/transactions.js'
import { fingerprintOf } from '../wechat-pay/wire-rules.js'
import type { AlipayKeys } from './account.js'
import { fenOf, yuanOf } from './money.js'
import type { AlipayTransfer } from './records.js'
import { AlipayRefusal } from './refusal.js'
import { wallTime } from './times.js'
import { parsed } from './wire-schemas.js'

const LEAST_FEN = 10
const MOST_FEN = 50_000 * 100

const product = { product_code: z.literal('TRANS_ACCOUNT_NO_PWD'), biz_scene: z.literal('DIRECT_TRANSFER') }
const transferSchema = z.object({
  ...product,
  out_biz_no: z.string().regex(/^[0-9A-Za-z_]{1,64}$/),
  trans_amount: z.string().regex(/^\d{1,12}(?:\.\d{1,2})?$/),
  order_title: z.string().min(1).max(128),
  payee_info: z.object({
    identity: z.string().min(1).max(64),
    identity_type: z.enum(['ALIPAY_OPEN_ID', 'ALIPAY_USER_ID', 'ALIPAY_LOGON_ID']),
    name: z.string().min(1).max(128).optional(),
  }),
})
const querySchema = z
  .object({
    product_code: product.product_code.optional(),
    biz_scene: product.biz_scene.optional(),
    out_biz_no: z.string().min(1).max(64).optional(),
    order_id: z.string().min(1).max(32).optional(),
  })
  .refine((body) => body.order_id !== undefined || (body.out_biz_no !== undefined && body.product_code !== undefined))

/** The words of transfers have no prefix of the acquirer. */
const refused = (code: string, words: string): AlipayRefusal => new AlipayRefusal('40004', code, words)

/** Money of the seller to an account, at once; nothing is ever taken back. */
export class AlipayTransfers {
  constructor(
    private readonly book: Book,
    private readonly keys: AlipayKeys,
    private readonly clock: Clock,
  ) {}

  /** The same number with the same words answers the transfer that was; `abnormal` leaves it to be dealt with. */
  transfer(content: unknown, fault: Fault | undefined): Record<string, unknown> {
    const request = parsed(transferSchema, content, refused)
    const fingerprint = fingerprintOf(request)
    const known = this.book.alipay.transfers.get(request.out_biz_no)
    if (known !== undefined && known.fingerprint !== fingerprint)
      throw refused('REQUEST_PROCESSING_OR_INCONSISTENT', '请求号重复，且参数与原请求不一致')
    const transfer = known ?? this.#make(request, fingerprint, fault?.kind === 'abnormal' ? 'DEALING' : 'SUCCESS')
    const { orderId: order_id, outBizNo: out_biz_no, status, at } = transfer
    return { out_biz_no, order_id, pay_fund_order_id: order_id, status, trans_date: wallTime(at) }
  }

  query(content: unknown, fault: Fault | undefined): Record<string, unknown> {
    const request = parsed(querySchema, content, refused)
    const known = [...this.book.alipay.transfers.values()]
    const transfer = known.find((it) => it.outBizNo === request.out_biz_no || it.orderId === request.order_id)
    if (transfer === undefined) throw refused('ORDER_NOT_EXIST', '转账订单不存在')
    const fen = fault?.kind === 'wrong_amount' ? numberOf(fault, transfer.amountFen + 1) : transfer.amountFen
    return {
      out_biz_no: transfer.outBizNo,
      order_id: transfer.orderId,
      pay_fund_order_id: transfer.orderId,
      status: transfer.status,
      trans_amount: yuanOf(fen),
      pay_date: wallTime(transfer.at),
      ...(transfer.failReason === null ? {} : { error_code: transfer.failReason, fail_reason: transfer.failReason }),
    }
  }

  /** What was being dealt with ends: with the money, or for a reason without it. */
  end(outBizNo: string, failReason: string | null): AlipayTransfer | undefined {
    const transfer = this.book.alipay.transfers.get(outBizNo)
    if (transfer?.status !== 'DEALING') throw new GatewayError(409, 'NOT_OPEN', '这笔转账已经有结果')
    this.book.record({ type: 'alipay', event: { type: 'transfer-ended', outBizNo, failReason, at: this.clock.now() } })
    return transfer
  }

  #make(
    request: z.output<typeof transferSchema>,
    fingerprint: string,
    status: AlipayTransfer['status'],
  ): AlipayTransfer {
    const amountFen = fenOf(request.trans_amount) ?? 0
    if (amountFen < LEAST_FEN) throw refused('EXCEED_LIMIT_SM_MIN_AMOUNT', '单笔最低转账金额0.1元')
    if (amountFen > MOST_FEN) throw refused('EXCEED_LIMIT_SM_AMOUNT', '单笔额度超限')
    const { identity, identity_type: kind, name } = request.payee_info
    if (kind === 'ALIPAY_LOGON_ID' && name === undefined)
      throw refused('INVALID_PARAMETER', '参数无效：payee_info.name')
    if (kind === 'ALIPAY_OPEN_ID' && this.book.alipay.buyers.get(identity)?.appId !== this.keys.appId)
      throw refused('PAYEE_NOT_EXIST', '收款账号不存在')
    const at = this.clock.now()
    const transfer: AlipayTransfer = {
      ...{ outBizNo: request.out_biz_no, orderId: `${dayStamp(at)}${digits(24)}`, amountFen, identity },
      ...{ name: name ?? null, title: request.order_title, fingerprint, status, failReason: null, at },
    }
    this.book.record({ type: 'alipay', event: { type: 'transferred', transfer } })
    return transfer
  }
}
