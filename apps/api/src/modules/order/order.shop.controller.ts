import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import {
  orderEndpoints,
  type OrderCard,
  type OrderCounts,
  type OrderView,
  type QuoteView,
} from '@jishi/contracts/order/order.schema'
import type { Platform } from '@jishi/contracts/order/order.terms'
import type { Page } from '@jishi/contracts/primitives.schema'
import type { MemberActor } from '../../infra/auth/actor.js'
import { Channel, Idempotent, Input, Member, Spoken } from '../../infra/http/parameters.js'
import type { Language } from '../../infra/http/language.js'
import { Serve } from '../../infra/http/serve.js'
import type { IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { CloseOrder } from './close-order.js'
import { CompleteOrder } from './complete-order.js'
import { OrderViews } from './order-view.js'
import { OrderQueries } from './order.queries.js'
import { PlaceOrder } from './place-order.js'
import { QuoteOrder } from './quote-order.js'

@Controller()
export class OrderShopController {
  constructor(
    private readonly quotes: QuoteOrder,
    private readonly placeOrder: PlaceOrder,
    private readonly closeOrder: CloseOrder,
    private readonly completeOrder: CompleteOrder,
    private readonly queries: OrderQueries,
    private readonly views: OrderViews,
  ) {}

  @Serve(orderEndpoints.quote)
  quote(
    @Member() { memberId }: MemberActor,
    @Input() { body }: InputOf<typeof orderEndpoints.quote>,
    @Channel() channel: Platform | null,
    @Spoken() language: Language,
  ): Promise<QuoteView> {
    return this.quotes.run(memberId, body, { channel, language })
  }

  @Serve(orderEndpoints.place)
  async place(
    @Member() { memberId }: MemberActor,
    @Input() { body }: InputOf<typeof orderEndpoints.place>,
    @Idempotent() call: IdempotentCall,
    @Channel() channel: Platform | null,
    @Spoken() language: Language,
  ): Promise<OrderView> {
    const { id, repeated } = await this.placeOrder.run(memberId, call, body, { channel, language })
    return this.views.ofMember(memberId, id, { justPlaced: !repeated, language })
  }

  @Serve(orderEndpoints.orders)
  orders(
    @Member() { memberId }: MemberActor,
    @Input() { query }: InputOf<typeof orderEndpoints.orders>,
  ): Promise<Page<OrderCard>> {
    return this.queries.cards(memberId, query)
  }

  @Serve(orderEndpoints.counts)
  counts(@Member() { memberId }: MemberActor): Promise<OrderCounts> {
    return this.queries.counts(memberId)
  }

  @Serve(orderEndpoints.order)
  order(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof orderEndpoints.order>,
    @Spoken() language: Language,
  ): Promise<OrderView> {
    return this.views.ofMember(memberId, params.id, { language })
  }

  @Serve(orderEndpoints.cancel)
  async cancel(
    @Member() { memberId }: MemberActor,
    @Input() { params, body }: InputOf<typeof orderEndpoints.cancel>,
    @Idempotent() call: IdempotentCall,
    @Spoken() language: Language,
  ): Promise<OrderView> {
    await this.closeOrder.byMember(memberId, params.id, call, body)
    return this.views.ofMember(memberId, params.id, { language })
  }

  @Serve(orderEndpoints.confirmReceipt)
  async confirmReceipt(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof orderEndpoints.confirmReceipt>,
    @Idempotent() call: IdempotentCall,
    @Spoken() language: Language,
  ): Promise<OrderView> {
    await this.completeOrder.byMember(memberId, params.id, call)
    return this.views.ofMember(memberId, params.id, { language })
  }
}
