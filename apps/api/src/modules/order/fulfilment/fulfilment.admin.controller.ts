import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import { fulfilmentEndpoints, type Carriers } from '@jishi/contracts/order/fulfilment.schema'
import type { AdminOrderView } from '@jishi/contracts/order/order.schema'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Idempotent, Input, Operator } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { OrderViews } from '../order-view.js'
import { CarrierTable } from './carriers.js'
import { CorrectShipment } from './correct-shipment.js'

@Controller()
export class FulfilmentAdminController {
  constructor(
    private readonly carrierTable: CarrierTable,
    private readonly correction: CorrectShipment,
    private readonly views: OrderViews,
  ) {}

  @Serve(fulfilmentEndpoints.carriers)
  carriers(): Promise<Carriers> {
    return this.carrierTable.list()
  }

  @Serve(fulfilmentEndpoints.arrangeCarriers)
  async arrange(
    @Operator() operator: OperatorActor,
    @Input() { body }: InputOf<typeof fulfilmentEndpoints.arrangeCarriers>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Carriers> {
    await this.carrierTable.arrange(operator, call, body)
    return this.carrierTable.list()
  }

  @Serve(fulfilmentEndpoints.correctShipment)
  async correct(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof fulfilmentEndpoints.correctShipment>,
    @Idempotent() call: IdempotentCall,
  ): Promise<AdminOrderView> {
    return this.views.ofShop(await this.correction.run(operator, params.id, call, body))
  }
}
