import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import type { CartView } from '@jishi/contracts/order/cart.schema'
import { orderEndpoints } from '@jishi/contracts/order/order.schema'
import type { MemberActor } from '../../../infra/auth/actor.js'
import { Idempotent, Input, Member, Visiting } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import type { Visit } from '../../../infra/http/visit.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { AddToCart } from './add-to-cart.js'
import { ChangeCart } from './change-cart.js'
import { ShowCart } from './show-cart.js'

/** Every change answers the whole cart as it then is. */
@Controller()
export class CartShopController {
  constructor(
    private readonly show: ShowCart,
    private readonly add: AddToCart,
    private readonly change: ChangeCart,
  ) {}

  @Serve(orderEndpoints.cart)
  cart(@Member() { memberId }: MemberActor, @Visiting() visit: Visit): Promise<CartView> {
    return this.show.run(memberId, visit)
  }

  @Serve(orderEndpoints.previewCart)
  preview(@Input() { body }: InputOf<typeof orderEndpoints.previewCart>, @Visiting() visit: Visit): Promise<CartView> {
    return this.show.preview(body.lines, visit)
  }

  @Serve(orderEndpoints.addLine)
  async addLine(
    @Member() { memberId }: MemberActor,
    @Input() { body }: InputOf<typeof orderEndpoints.addLine>,
    @Idempotent() call: IdempotentCall,
    @Visiting() visit: Visit,
  ): Promise<CartView> {
    await this.add.addOne(memberId, call, body, visit.channel)
    return this.show.run(memberId, visit)
  }

  @Serve(orderEndpoints.changeLine)
  async changeLine(
    @Member() { memberId }: MemberActor,
    @Input() { params, body }: InputOf<typeof orderEndpoints.changeLine>,
    @Visiting() visit: Visit,
  ): Promise<CartView> {
    await this.change.changeLine(memberId, params.id, body, visit.channel)
    return this.show.run(memberId, visit)
  }

  @Serve(orderEndpoints.removeLine)
  async removeLine(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof orderEndpoints.removeLine>,
    @Visiting() visit: Visit,
  ): Promise<CartView> {
    await this.change.removeLine(memberId, params.id)
    return this.show.run(memberId, visit)
  }

  @Serve(orderEndpoints.selectLines)
  async selectLines(
    @Member() { memberId }: MemberActor,
    @Input() { body }: InputOf<typeof orderEndpoints.selectLines>,
    @Visiting() visit: Visit,
  ): Promise<CartView> {
    await this.change.selectLines(memberId, body)
    return this.show.run(memberId, visit)
  }

  @Serve(orderEndpoints.mergeCart)
  async merge(
    @Member() { memberId }: MemberActor,
    @Input() { body }: InputOf<typeof orderEndpoints.mergeCart>,
    @Idempotent() call: IdempotentCall,
    @Visiting() visit: Visit,
  ): Promise<CartView> {
    await this.add.merge(memberId, call, body.lines, visit.channel)
    return this.show.run(memberId, visit)
  }
}
