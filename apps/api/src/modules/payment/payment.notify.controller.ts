import { Controller } from '@nestjs/common'
import { paymentEndpoints } from '@jishi/contracts/endpoints'
import { RawBody, RequestHeaders } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import { TakeNotice } from './take-notice.js'
import type { Headers } from './wechat/wechat-notices.js'

/** The answer WeChat Pay reads as "taken". */
const TAKEN = { code: 'SUCCESS' }

@Controller()
export class PaymentNotifyController {
  constructor(private readonly takeNotice: TakeNotice) {}

  @Serve(paymentEndpoints.wechatPaid)
  async paid(@RequestHeaders() headers: Headers, @RawBody() raw: Buffer): Promise<unknown> {
    await this.takeNotice.run('payment', headers, raw)
    return TAKEN
  }

  @Serve(paymentEndpoints.wechatRefunded)
  async refunded(@RequestHeaders() headers: Headers, @RawBody() raw: Buffer): Promise<unknown> {
    await this.takeNotice.run('refund', headers, raw)
    return TAKEN
  }
}
