import { Injectable } from '@nestjs/common'
import type { OrderView } from '@jishi/contracts/order/order.schema'
import { addMs, isoOf } from '@jishi/kernel/time'
import { Database } from '../../infra/database/database.js'
import { InventoryFacade } from '../inventory/index.js'
import { SettingsFacade } from '../settings/index.js'
import { needsParcel } from './delivery/delivery-methods.js'
import { shipWithinMs } from '../pricing/index.js'
import type { WholeRow } from './order.rows.js'

/** What the buyer alone sees of an order. */
@Injectable()
export class BuyersSide {
  constructor(
    private readonly database: Database,
    private readonly inventory: InventoryFacade,
    private readonly settings: SettingsFacade,
  ) {}

  /** By the promise the shop shows now: orders are shipped by it, whatever it was when they were placed. */
  async promisedAt({ state, paidAt, delivery }: WholeRow): Promise<string | null> {
    if (state !== 'paid' || paidAt === null || !needsParcel(delivery)) return null
    const { promise } = await this.settings.get('freight')
    return isoOf(addMs(paidAt, shipWithinMs(promise)))
  }

  /** Asked for only where there are any. */
  async codesOf(memberId: string, { id, lines }: WholeRow): Promise<OrderView['codes']> {
    if (!lines.some(({ delivery, shippedQty }) => delivery === 'card_secret' && shippedQty > 0)) return []
    const issued = await this.inventory.secretsOf(this.database, memberId, id)
    return issued.map(({ issuedAt, ...secret }) => ({ ...secret, issuedAt: isoOf(issuedAt) }))
  }
}
