import { Injectable } from '@nestjs/common'
import type { AfterSaleStep } from '@jishi/contracts/order/after-sale.terms'
import type { Tx } from '../../../infra/database/sql.js'
import { isShopFault } from '../domain/after-sale-rules.js'
import type { LockedOrder } from '../locked-order.js'
import { GiveBack } from '../refunds/give-back.js'
import { AfterSaleStore, askedBack, type LockedAfterSale, type Party } from './after-sale.store.js'

export interface Saying {
  readonly step: AfterSaleStep
  readonly by: Party
  readonly note?: string | undefined
}

/** The yes to an after-sale, whoever says it: the money at once, or once the goods are back. */
@Injectable()
export class YieldAfterSale {
  constructor(
    private readonly store: AfterSaleStore,
    private readonly giveBack: GiveBack,
  ) {}

  async run(tx: Tx, order: LockedOrder, sale: LockedAfterSale, as: Saying): Promise<void> {
    const awaited = sale.kind === 'return_refund' && !sale.goodsBack
    if (awaited) await this.store.take(tx, sale, 'yield_return', as)
    else await this.pay(tx, order, await this.store.take(tx, sale, 'yield_money', as))
  }

  /** Gives back what was asked for, of an after-sale that is `refunding`; what costs nothing is done at once. */
  async pay(tx: Tx, order: LockedOrder, sale: LockedAfterSale): Promise<void> {
    await this.store.releaseHold(tx, sale)
    const fault = isShopFault(sale.reason) ? 'shop' : 'nobody'
    const what = { lines: askedBack(sale), fault } as const
    const given = await this.giveBack.run(tx, order, { cause: 'after_sale', reference: sale.id, what })
    await tx.execute(`update after_sales set agreed_fen = $2, refund_id = $3 where id = $1`, [
      ...[sale.id, given.amountFen, given.refundId],
    ])
    if (given.amountFen === 0) await this.store.take(tx, sale, 'arrive', { step: 'refunded', by: { kind: 'system' } })
  }
}
