import { Inject, Injectable } from '@nestjs/common'
import { worksIn, type PaymentChannel } from '@jishi/contracts/payment/payment.terms'
import type { RechargeOffersQuery } from '@jishi/contracts/payment/stored-value.schema'
import { bonusFor } from '@jishi/contracts/payment/stored-value.terms'
import { DomainError } from '@jishi/kernel/errors'
import { fen, type Fen } from '@jishi/kernel/money'
import { CONFIG, type Config } from '../../../infra/config/config.js'
import { SettingsFacade, type SettingValue } from '../../settings/index.js'

const RETURN_PATH = '/pkg-pay/recharge-result/recharge-result'

/** One offer as it holds now, with what has to hold for it. */
export interface OfferedRecharge {
  readonly amountFen: Fen
  readonly bonusFen: Fen
  readonly capFen: number
  readonly filingNo: string
}

/** A mini program on iOS sells nothing that is not shipped; one that does not say what it runs on may be on iOS. */
export const mayShowRecharge = ({ container, device }: RechargeOffersQuery): boolean =>
  device === 'other' || !(container === 'mp-weixin' || container === 'mp-alipay')

/** Where somebody pays a recharge, and with what. */
export type RechargePlace = RechargeOffersQuery & { readonly channel: PaymentChannel }

/**
 * A recharge is paid where recharging may be shown, wherever it was begun: RECHARGE_NOT_OFFERED. What somebody says of where
 * they are must go with the channel they ask for, PAYMENT_CHANNEL_UNKNOWN: a mini program's channel opens in no other place.
 */
export const assertRechargeableHere = (place: RechargePlace): void => {
  const { container, channel } = place
  if (!mayShowRecharge(place)) throw new DomainError('RECHARGE_NOT_OFFERED')
  if (!worksIn(container, channel)) throw new DomainError('PAYMENT_CHANNEL_UNKNOWN', { channel, container })
}

/** What the shop offers to recharge, and how such a payment is told to a channel. */
@Injectable()
export class RechargeOffering {
  constructor(
    private readonly settings: SettingsFacade,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  terms(): Promise<SettingValue<'storedValue'>> {
    return this.settings.get('storedValue')
  }

  /** Throws RECHARGE_NOT_OFFERED: not at all, or not this amount any more. */
  async offerOf(amountFen: number): Promise<OfferedRecharge> {
    const { open, offers, ownFromFen, capFen, filingNo } = await this.terms()
    const own = ownFromFen !== null && amountFen >= ownFromFen && amountFen % 100 === 0
    const known = own || offers.some((one) => one.amountFen === amountFen)
    if (!open || !known) throw new DomainError('RECHARGE_NOT_OFFERED')
    return { amountFen: fen(amountFen), bonusFen: fen(bonusFor(offers, amountFen)), capFen, filingNo }
  }

  /** What the payer reads at the channel, and where their page comes back to; that proves nothing. */
  async toldToChannel(rechargeId: string): Promise<{ description: string; returnUrl: string }> {
    const { name } = await this.settings.get('shop')
    return { description: `${name} 余额充值`, returnUrl: `${this.config.publicBaseUrl}${RETURN_PATH}?id=${rechargeId}` }
  }
}
