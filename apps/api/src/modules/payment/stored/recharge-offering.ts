import { Inject, Injectable } from '@nestjs/common'
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

/** A mini program on iOS sells nothing that is not shipped. */
export const mayShowRecharge = ({ container, device }: RechargeOffersQuery): boolean =>
  !(device === 'ios' && (container === 'mp-weixin' || container === 'mp-alipay'))

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

  /** Throws RECHARGE_NOT_OFFERED: not at all, not here, or not this amount any more. */
  async offerOf(amountFen: number, place: RechargeOffersQuery): Promise<OfferedRecharge> {
    const { open, offers, ownFromFen, capFen, filingNo } = await this.terms()
    const own = ownFromFen !== null && amountFen >= ownFromFen && amountFen % 100 === 0
    const known = own || offers.some((one) => one.amountFen === amountFen)
    if (!open || !known || !mayShowRecharge(place)) throw new DomainError('RECHARGE_NOT_OFFERED')
    return { amountFen: fen(amountFen), bonusFen: fen(bonusFor(offers, amountFen)), capFen, filingNo }
  }

  /** What the payer reads at the channel, and where their page comes back to; that proves nothing. */
  async toldToChannel(rechargeId: string): Promise<{ description: string; returnUrl: string }> {
    const { name } = await this.settings.get('shop')
    return { description: `${name} 余额充值`, returnUrl: `${this.config.publicBaseUrl}${RETURN_PATH}?id=${rechargeId}` }
  }
}
