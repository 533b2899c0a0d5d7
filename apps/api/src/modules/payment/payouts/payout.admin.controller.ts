import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import { payoutEndpoints, type AdminPayout, type AdminPayoutDetail } from '@jishi/contracts/payment/payout.schema'
import type { RawNotice } from '@jishi/contracts/payment/finance.schema'
import type { Page } from '@jishi/contracts/primitives.schema'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Idempotent, Input, Operator } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { HandlePayout } from './handle-payout.js'
import { Payouts } from './payouts.queries.js'
import { RevealPayoutNotice } from './reveal-payout-notice.js'

@Controller()
export class PayoutAdminController {
  constructor(
    private readonly payouts: Payouts,
    private readonly handling: HandlePayout,
    private readonly revealing: RevealPayoutNotice,
  ) {}

  @Serve(payoutEndpoints.list)
  list(@Input() { query }: InputOf<typeof payoutEndpoints.list>): Promise<Page<AdminPayout>> {
    return this.payouts.list(query)
  }

  @Serve(payoutEndpoints.detail)
  detail(@Input() { params }: InputOf<typeof payoutEndpoints.detail>): Promise<AdminPayoutDetail> {
    return this.payouts.detail(params.id)
  }

  @Serve(payoutEndpoints.retry)
  async retry(
    @Operator() operator: OperatorActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params, body }: InputOf<typeof payoutEndpoints.retry>,
  ): Promise<AdminPayoutDetail> {
    await this.handling.run(operator, call, params.id, { action: 'retry', note: body.note })
    return this.payouts.detail(params.id)
  }

  @Serve(payoutEndpoints.cancel)
  async cancel(
    @Operator() operator: OperatorActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params, body }: InputOf<typeof payoutEndpoints.cancel>,
  ): Promise<AdminPayoutDetail> {
    await this.handling.run(operator, call, params.id, { action: 'cancel', note: body.note })
    return this.payouts.detail(params.id)
  }

  @Serve(payoutEndpoints.revealNotice)
  revealNotice(
    @Operator() operator: OperatorActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params }: InputOf<typeof payoutEndpoints.revealNotice>,
  ): Promise<RawNotice> {
    return this.revealing.run(operator, call, params)
  }
}
