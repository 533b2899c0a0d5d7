import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import {
  orderEndpoints,
  type AdminOrderCounts,
  type AdminOrderRow,
  type AdminOrderView,
} from '@jishi/contracts/order/order.schema'
import type { ReceiverLines, WholeReceiver } from '@jishi/contracts/order/receiver.schema'
import type { Page } from '@jishi/contracts/primitives.schema'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Idempotent, Input, Operator } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import type { IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { AdminOrdersQueries } from './admin-orders.queries.js'
import { OrderViews } from './order-view.js'
import { CloseOrder } from './close-order.js'
import { RevealReceivers } from './reveal-receivers.js'
import { WriteNote } from './write-note.js'
import { RevealReceiver } from './reveal-receiver.js'
import { ShipOrder } from './ship-order.js'

@Controller()
export class OrderAdminController {
  constructor(
    private readonly queries: AdminOrdersQueries,
    private readonly views: OrderViews,
    private readonly shipOrder: ShipOrder,
    private readonly revealReceiver: RevealReceiver,
    private readonly revealReceivers: RevealReceivers,
    private readonly closeOrder: CloseOrder,
    private readonly writeNote: WriteNote,
  ) {}

  @Serve(orderEndpoints.adminOrders)
  orders(
    @Operator() operator: OperatorActor,
    @Input() { query }: InputOf<typeof orderEndpoints.adminOrders>,
  ): Promise<Page<AdminOrderRow>> {
    return this.queries.search(operator, query)
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

  @Serve(orderEndpoints.close)
  async close(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof orderEndpoints.close>,
    @Idempotent() call: IdempotentCall,
  ): Promise<AdminOrderView> {
    await this.closeOrder.byOperator(operator, params.id, call, body)
    return this.views.ofShop(params.id)
  }

  @Serve(orderEndpoints.writeNote)
  async note(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof orderEndpoints.writeNote>,
    @Idempotent() call: IdempotentCall,
  ): Promise<AdminOrderView> {
    await this.writeNote.run(operator, params.id, call, body)
    return this.views.ofShop(params.id)
  }

  @Serve(orderEndpoints.receivers)
  receivers(
    @Operator() operator: OperatorActor,
    @Input() { body }: InputOf<typeof orderEndpoints.receivers>,
    @Idempotent() call: IdempotentCall,
  ): Promise<ReceiverLines> {
    return this.revealReceivers.run(operator, body.ids, call)
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
