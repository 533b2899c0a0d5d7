import { Controller } from '@nestjs/common'
import { paymentEndpoints } from '@jishi/contracts/endpoints'
import { payoutEndpoints } from '@jishi/contracts/payment/payout.schema'
import { RawBody, RequestHeaders } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import type { Headers } from './payment-notice.js'
import { TakeNotice } from './take-notice.js'

/** The answer WeChat Pay reads as "taken". */
const TAKEN = { code: 'SUCCESS' }
/** Alipay reads exactly these seven characters, as text; anything else it sends again. */
const SUCCESS = 'success'
/** UnionPay reads the status alone. */
const OK = 'ok'

@Controller()
export class PaymentNotifyController {
  constructor(private readonly takeNotice: TakeNotice) {}

  @Serve(paymentEndpoints.wechatPaid)
  async paid(@RequestHeaders() headers: Headers, @RawBody() raw: Buffer): Promise<unknown> {
    await this.takeNotice.run('wechat', 'payment', headers, raw)
    return TAKEN
  }

  @Serve(paymentEndpoints.wechatRefunded)
  async refunded(@RequestHeaders() headers: Headers, @RawBody() raw: Buffer): Promise<unknown> {
    await this.takeNotice.run('wechat', 'refund', headers, raw)
    return TAKEN
  }

  @Serve(payoutEndpoints.wechatFinished)
  async paidOut(@RequestHeaders() headers: Headers, @RawBody() raw: Buffer): Promise<unknown> {
    await this.takeNotice.run('wechat', 'payout', headers, raw)
    return TAKEN
  }

  @Serve(paymentEndpoints.alipayPaid)
  async alipayPaid(@RequestHeaders() headers: Headers, @RawBody() raw: Buffer): Promise<unknown> {
    await this.takeNotice.run('alipay', 'payment', headers, raw)
    return SUCCESS
  }

  @Serve(paymentEndpoints.unionpayPaid)
  async unionpayPaid(@RequestHeaders() headers: Headers, @RawBody() raw: Buffer): Promise<unknown> {
    await this.takeNotice.run('unionpay', 'payment', headers, raw)
    return OK
  }

  @Serve(paymentEndpoints.unionpayRefunded)
  async unionpayRefunded(@RequestHeaders() headers: Headers, @RawBody() raw: Buffer): Promise<unknown> {
    await this.takeNotice.run('unionpay', 'refund', headers, raw)
    return OK
  }
}
