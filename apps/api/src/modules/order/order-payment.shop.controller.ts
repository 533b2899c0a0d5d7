import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import { orderEndpoints } from '@jishi/contracts/order/order.schema'
import type { PayInstruction, PaymentStatus } from '@jishi/contracts/payment/payment.schema'
import type { GiftsOfOrder } from '@jishi/contracts/promotion/pay-gifts.schema'
import type { MemberActor } from '../../infra/auth/actor.js'
import type { Language } from '../../infra/http/language.js'
import { Idempotent, Input, Member, RequestOrigin, Spoken, type Origin } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import type { IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { ShowGifts } from './show-gifts.js'
import { ShowPayment } from './show-payment.js'
import { StartPayment } from './start-payment.js'

/** The pay routes belong to the order: it knows the term, payment knows only an opaque subject. */
@Controller()
export class OrderPaymentShopController {
  constructor(
    private readonly startPayment: StartPayment,
    private readonly showPayment: ShowPayment,
    private readonly showGifts: ShowGifts,
  ) {}

  @Serve(orderEndpoints.startPayment)
  start(
    @Member() { memberId }: MemberActor,
    @Input() { params, body }: InputOf<typeof orderEndpoints.startPayment>,
    @Idempotent() call: IdempotentCall,
    @RequestOrigin() origin: Origin,
  ): Promise<PayInstruction> {
    return this.startPayment.run({ memberId, clientIp: origin.ip }, params.id, call, body)
  }

  @Serve(orderEndpoints.payment)
  status(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof orderEndpoints.payment>,
  ): Promise<PaymentStatus> {
    return this.showPayment.run(memberId, params.id)
  }

  @Serve(orderEndpoints.gifts)
  gifts(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof orderEndpoints.gifts>,
    @Spoken() language: Language,
  ): Promise<GiftsOfOrder> {
    return this.showGifts.run(memberId, params.id, language)
  }
}
