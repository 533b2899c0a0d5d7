import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import type { AdminOrderView } from '@jishi/contracts/order/order.schema'
import { shopChangeEndpoints as endpoints, type CancellationPreview } from '@jishi/contracts/order/shop-change.schema'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Idempotent, Input, Operator } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { OrderViews } from '../order-view.js'
import { CancelPieces } from './cancel-pieces.js'
import { RestartRefundOfOrder } from './restart-refund.js'

@Controller()
export class ShopChangeAdminController {
  constructor(
    private readonly cancelling: CancelPieces,
    private readonly restarting: RestartRefundOfOrder,
    private readonly views: OrderViews,
  ) {}

  @Serve(endpoints.previewCancellation)
  previewCancellation(
    @Input() { params, body }: InputOf<typeof endpoints.previewCancellation>,
  ): Promise<CancellationPreview> {
    return this.cancelling.preview(params.id, body)
  }

  @Serve(endpoints.cancelPieces)
  async cancelPieces(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof endpoints.cancelPieces>,
    @Idempotent() call: IdempotentCall,
  ): Promise<AdminOrderView> {
    await this.cancelling.run(operator, params.id, call, body)
    return this.views.ofShop(params.id)
  }

  @Serve(endpoints.restartRefund)
  async restartRefund(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof endpoints.restartRefund>,
    @Idempotent() call: IdempotentCall,
  ): Promise<AdminOrderView> {
    await this.restarting.run(operator, params.id, call, body)
    return this.views.ofShop(params.id)
  }
}
