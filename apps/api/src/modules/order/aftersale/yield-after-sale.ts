import { Injectable } from '@nestjs/common'
import type { AfterSaleStep } from '@jishi/contracts/order/after-sale.terms'
import type { Tx } from '../../../infra/database/sql.js'
import { isShopFault } from '../domain/after-sale-rules.js'
import type { LockedOrder } from '../locked-order.js'
import { GiveBack } from '../refunds/give-back.js'
import { AfterSaleStore } from './after-sale.store.js'
import { ExchangeDifferences } from './exchange/exchange-differences.js'
import { Exchanges } from './exchange/exchanges.js'
import {
  askedBack,
  BY_TIME,
  differenceDue,
  goodsAwaited,
  type LockedAfterSale,
  type Party,
} from './locked-after-sale.js'
import { WayBack } from './way-back.js'

export interface Saying {
  readonly step: AfterSaleStep
  readonly by: Party
  readonly note?: string | undefined
  /** Where goods are to be sent back to, where a person says it. */
  readonly returnAddress?: string | undefined
}

const INSTEAD: Saying = { step: 'refund_instead', by: BY_TIME }

/** The yes to an after-sale, whoever says it: the money at once, or once the goods are back; or other goods for them. */
@Injectable()
export class YieldAfterSale {
  constructor(
    private readonly store: AfterSaleStore,
    private readonly giveBack: GiveBack,
    private readonly exchanges: Exchanges,
    private readonly way: WayBack,
    private readonly differences: ExchangeDifferences,
  ) {}

  async run(tx: Tx, order: LockedOrder, sale: LockedAfterSale, as: Saying): Promise<void> {
    if (as.by.kind === 'operator') await this.way.fix(tx, sale, as.returnAddress)
    if (sale.kind === 'exchange') await this.exchange(tx, order, sale, as)
    else if (goodsAwaited(sale)) await this.store.take(tx, sale, 'yield_return', as)
    else await this.pay(tx, order, await this.store.take(tx, sale, 'yield_money', as))
  }

  /**
   * What is wanted is kept from here on; what is dearer is paid for before anything is sent back. Throws OUT_OF_STOCK to a
   * person, who may refuse or wait; where time says yes and there is nothing to send, it becomes a return.
   */
  private async exchange(tx: Tx, order: LockedOrder, sale: LockedAfterSale, as: Saying): Promise<void> {
    if (!goodsAwaited(sale)) {
      await this.store.take(tx, sale, 'yield_resend', as)
      return
    }
    if (as.by.kind === 'system' && !(await this.exchanges.isThere(tx, sale))) {
      const taken = await this.store.take(tx, sale, 'refund_instead', INSTEAD)
      await this.exchanges.becomeReturn(tx, taken, faultOf(sale))
      return
    }
    const dearer = differenceDue(sale)
    const taken = await this.store.take(tx, sale, dearer ? 'yield_difference' : 'yield_return', as)
    await this.exchanges.reserve(tx, sale)
    // Another change of the order that waits for its money goes first; the buyer opens this one afterwards.
    if (dearer && order.openTerm === undefined) await this.differences.open(tx, order, taken)
  }

  /** The goods of an exchange are back and the shop has sent nothing for them in time, which is its fault whatever the reason was. */
  async moneyInstead(tx: Tx, order: LockedOrder, sale: LockedAfterSale): Promise<void> {
    const taken = await this.store.take(tx, sale, 'refund_instead', INSTEAD)
    await this.payAs(tx, order, await this.exchanges.becomeReturn(tx, taken, 'shop'), 'after_sale', 'shop')
  }

  /** A person says the same, or that the replacement is lost on its way. The history and the talk tell the buyer why. */
  async refundByShop(tx: Tx, order: LockedOrder, sale: LockedAfterSale, by: Party, reason: string): Promise<void> {
    const taken = await this.store.take(tx, sale, 'refund_by_shop', { step: 'refund_instead', by, note: reason })
    if (sale.exchange?.resent === true)
      await this.payAs(tx, order, await this.exchanges.lose(tx, taken), 'replacement_lost', 'shop')
    else await this.payAs(tx, order, await this.exchanges.becomeReturn(tx, taken, 'shop'), 'after_sale', 'shop')
  }

  /** Gives back what was asked for, of an after-sale that is `refunding`; what costs nothing is done at once. */
  pay(tx: Tx, order: LockedOrder, sale: LockedAfterSale): Promise<void> {
    return this.payAs(tx, order, sale, 'after_sale', faultOf(sale))
  }

  private async payAs(
    tx: Tx,
    order: LockedOrder,
    sale: LockedAfterSale,
    cause: 'after_sale' | 'replacement_lost',
    fault: 'shop' | 'nobody',
  ): Promise<void> {
    await this.store.releaseHold(tx, sale)
    const what = { lines: askedBack(sale), fault } as const
    const given = await this.giveBack.run(tx, order, { cause, reference: sale.id, what })
    await tx.execute(`update after_sales set agreed_fen = $2, refund_id = $3 where id = $1`, [
      ...[sale.id, given.amountFen, given.refundId],
    ])
    if (given.amountFen === 0) await this.store.take(tx, sale, 'arrive', { step: 'refunded', by: { kind: 'system' } })
  }
}

const faultOf = ({ reason }: LockedAfterSale): 'shop' | 'nobody' => (isShopFault(reason) ? 'shop' : 'nobody')
