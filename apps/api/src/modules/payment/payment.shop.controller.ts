import { Controller, Inject } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import { paymentEndpoints } from '@jishi/contracts/endpoints'
import type { PaymentOptions } from '@jishi/contracts/payment/payment.schema'
import { CHANNELS_OF, WALLET_OF } from '@jishi/contracts/payment/payment.terms'
import { Input } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import { PAYMENT_CHANNELS } from './payment-channel.js'
import type { PaymentChannels } from './payment-channel.js'
import { mayShowRecharge, RechargeOffering } from './stored/recharge-offering.js'

@Controller()
export class PaymentShopController {
  constructor(
    @Inject(PAYMENT_CHANNELS) private readonly channels: PaymentChannels,
    private readonly offering: RechargeOffering,
  ) {}

  /** What works where the storefront runs and this shop has an account for, the preferred one first. */
  @Serve(paymentEndpoints.options)
  async options(@Input() { query }: InputOf<typeof paymentEndpoints.options>): Promise<PaymentOptions> {
    const { open, filingNo } = await this.offering.terms()
    const known = CHANNELS_OF[query.container].filter((channel) => this.channels.has(channel))
    // Who has only one way is told why when they take it; others are spared the one that does not answer.
    const answering = known.filter((channel) => this.channels.get(channel)?.isDown !== true)
    const offered = answering.length > 0 ? answering : known
    return {
      items: offered.map((channel) => ({ channel, wallet: WALLET_OF[channel] })),
      // Once a shop has had a filing its members may have balances, which they can spend whether it still is open or not.
      balance: { usable: filingNo !== '', rechargeable: open && mayShowRecharge(query) },
    }
  }
}
