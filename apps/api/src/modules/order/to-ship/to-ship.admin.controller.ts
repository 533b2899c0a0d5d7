import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import {
  toShipEndpoints as endpoints,
  type Arrivals,
  type Packing,
  type ToShipCounts,
  type ToShipRow,
} from '@jishi/contracts/order/to-ship.schema'
import type { FileReply, Page } from '@jishi/contracts/primitives.schema'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Idempotent, Input, Operator } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { ArrivalQueries } from './arrival.queries.js'
import { CarryAway } from './carry-away.js'
import { ExportOrders } from './export-orders.js'
import { PackingQueries } from './packing.queries.js'
import { ToShipQueries } from './to-ship.queries.js'
import { WaitingSheet } from './waiting-sheet.js'

@Controller()
export class ToShipAdminController {
  constructor(
    private readonly queries: ToShipQueries,
    private readonly arrivalQueries: ArrivalQueries,
    private readonly packingQueries: PackingQueries,
    private readonly waitingSheet: WaitingSheet,
    private readonly exportOrders: ExportOrders,
    private readonly carrying: CarryAway,
  ) {}

  @Serve(endpoints.queue)
  queue(@Input() { query }: InputOf<typeof endpoints.queue>): Promise<Page<ToShipRow>> {
    return this.queries.page(query)
  }

  @Serve(endpoints.counts)
  counts(): Promise<ToShipCounts> {
    return this.queries.counts()
  }

  @Serve(endpoints.arrivals)
  arrivals(): Promise<Arrivals> {
    return this.arrivalQueries.newest()
  }

  @Serve(endpoints.packing)
  packing(@Input() { query }: InputOf<typeof endpoints.packing>): Promise<Packing> {
    return this.packingQueries.of(query.ids.split(','))
  }

  @Serve(endpoints.sheet)
  sheet(
    @Operator() operator: OperatorActor,
    @Input() { body }: InputOf<typeof endpoints.sheet>,
    @Idempotent() call: IdempotentCall,
  ): Promise<FileReply> {
    const deed = { permission: 'order.ship', action: 'order.sheet_taken' } as const
    return this.waitingSheet.run(operator, (after) => this.carrying.record(operator, call, deed, after), body)
  }

  @Serve(endpoints.exported)
  exported(
    @Operator() operator: OperatorActor,
    @Input() { body }: InputOf<typeof endpoints.exported>,
    @Idempotent() call: IdempotentCall,
  ): Promise<FileReply> {
    const deed = { permission: 'order.export', action: 'order.exported' } as const
    return this.exportOrders.run(operator, (after) => this.carrying.record(operator, call, deed, after), body)
  }
}
