import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import {
  orderEndpoints,
  type AdminOrderCounts,
  type AdminOrderRow,
  type AdminOrderView,
  type WholeReceiver,
} from '@jishi/contracts/order/order.schema'
import type { Page } from '@jishi/contracts/primitives.schema'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Idempotent, Input, Operator } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import type { IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { AdminOrdersQueries } from './admin-orders.queries.js'
import { OrderViews } from './order-view.js'
import { RevealReceiver } from './reveal-receiver.js'
import { ShipOrder } from './ship-order.js'

@Controller()
export class OrderAdminController {
  constructor(
    private readonly queries: AdminOrdersQueries,
    private readonly views: OrderViews,
    private readonly shipOrder: ShipOrder,
    private readonly revealReceiver: RevealReceiver,
  ) {}

  @Serve(orderEndpoints.adminOrders)
  orders(@Input() { query }: InputOf<typeof orderEndpoints.adminOrders>): Promise<Page<AdminOrderRow>> {
    return this.queries.list(query)
  }

  @Serve(orderEndpoints.adminCounts)
  counts(): Promise<AdminOrderCounts> {
    return this.queries.counts()
  }

  @Serve(orderEndpoints.adminOrder)
  order(@Input() { params }: InputOf<typeof orderEndpoints.adminOrder>): Promise<AdminOrderView> {
    return this.views.ofShop(params.id)
  }

  @Serve(orderEndpoints.ship)
  async ship(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof orderEndpoints.ship>,
    @Idempotent() call: IdempotentCall,
  ): Promise<AdminOrderView> {
    await this.shipOrder.run(operator, params.id, call, body)
    return this.views.ofShop(params.id)
  }

  @Serve(orderEndpoints.receiver)
  receiver(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof orderEndpoints.receiver>,
    @Idempotent() call: IdempotentCall,
  ): Promise<WholeReceiver> {
    return this.revealReceiver.run(operator, params.id, call)
  }
}
