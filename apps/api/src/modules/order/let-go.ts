import { Injectable } from '@nestjs/common'
import type { CloseCause } from '@jishi/contracts/order/order.terms'
import type { Tx } from '../../infra/database/sql.js'
import { InventoryFacade } from '../inventory/index.js'
import { DrawnOffers } from './drawn-offers.js'
import { KindEnds } from './kinds/kind-ends.js'
import type { LockedOrder } from './locked-order.js'

/** Everything an order held that ends without money: goods, coupons and promotions, and what its kind had claimed for it. */
@Injectable()
export class LetGo {
  constructor(
    private readonly inventory: InventoryFacade,
    private readonly drawn: DrawnOffers,
    private readonly kinds: KindEnds,
  ) {}

  async run(tx: Tx, order: LockedOrder, cause: CloseCause): Promise<void> {
    await this.inventory.release(tx, { kind: 'order', id: order.id }, 'closed')
    await this.drawn.release(tx, order)
    await this.kinds.closed(tx, order, cause)
  }
}
