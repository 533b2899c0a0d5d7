import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import {
  orderCentreEndpoints as endpoints,
  type AddressQuote,
  type BoughtAgain,
  type Voucher,
} from '@jishi/contracts/order/order-centre.schema'
import type { OrderView } from '@jishi/contracts/order/order.schema'
import type { Platform } from '@jishi/contracts/order/order.terms'
import type { MemberActor } from '../../infra/auth/actor.js'
import type { Language } from '../../infra/http/language.js'
import { Channel, Idempotent, Input, Member, Spoken } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import type { IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { ReaddressOrder } from './address/readdress-order.js'
import { BuyAgain } from './cart/buy-again.js'
import { HideOrder } from './centre/hide-order.js'
import { ShowVoucher } from './centre/show-voucher.js'
import { WaitForIt } from './centre/wait-for-it.js'
import { OrderViews } from './order-view.js'

@Controller()
export class OrderCentreShopController {
  constructor(
    private readonly hiding: HideOrder,
    private readonly waiting: WaitForIt,
    private readonly buyingAgain: BuyAgain,
    private readonly readdressing: ReaddressOrder,
    private readonly vouchers: ShowVoucher,
    private readonly views: OrderViews,
  ) {}

  @Serve(endpoints.hide)
  async hide(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof endpoints.hide>,
    @Spoken() language: Language,
  ): Promise<OrderView> {
    await this.hiding.hide(memberId, params.id)
    return this.views.ofMember(memberId, params.id, { language })
  }

  @Serve(endpoints.restore)
  async restore(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof endpoints.restore>,
    @Spoken() language: Language,
  ): Promise<OrderView> {
    await this.hiding.restore(memberId, params.id)
    return this.views.ofMember(memberId, params.id, { language })
  }

  @Serve(endpoints.remind)
  async remind(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof endpoints.remind>,
    @Idempotent() call: IdempotentCall,
    @Spoken() language: Language,
  ): Promise<OrderView> {
    await this.waiting.remind(memberId, params.id, call)
    return this.views.ofMember(memberId, params.id, { language })
  }

  @Serve(endpoints.extendReceipt)
  async extendReceipt(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof endpoints.extendReceipt>,
    @Idempotent() call: IdempotentCall,
    @Spoken() language: Language,
  ): Promise<OrderView> {
    await this.waiting.extend(memberId, params.id, call)
    return this.views.ofMember(memberId, params.id, { language })
  }

  @Serve(endpoints.buyAgain)
  buyAgain(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof endpoints.buyAgain>,
    @Idempotent() call: IdempotentCall,
    @Channel() channel: Platform | null,
  ): Promise<BoughtAgain> {
    return this.buyingAgain.run(memberId, params.id, call, channel)
  }

  @Serve(endpoints.quoteAddress)
  quoteAddress(
    @Member() { memberId }: MemberActor,
    @Input() { params, query }: InputOf<typeof endpoints.quoteAddress>,
  ): Promise<AddressQuote> {
    return this.readdressing.quote(memberId, params.id, query.addressId)
  }

  @Serve(endpoints.readdress)
  async readdress(
    @Member() { memberId }: MemberActor,
    @Input() { params, body }: InputOf<typeof endpoints.readdress>,
    @Idempotent() call: IdempotentCall,
    @Spoken() language: Language,
  ): Promise<OrderView> {
    await this.readdressing.run(memberId, params.id, call, body)
    return this.views.ofMember(memberId, params.id, { language })
  }

  @Serve(endpoints.keepAddress)
  async keepAddress(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof endpoints.keepAddress>,
    @Spoken() language: Language,
  ): Promise<OrderView> {
    await this.readdressing.keep(memberId, params.id)
    return this.views.ofMember(memberId, params.id, { language })
  }

  @Serve(endpoints.voucher)
  voucher(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof endpoints.voucher>,
  ): Promise<Voucher> {
    return this.vouchers.run(memberId, params.id)
  }
}
