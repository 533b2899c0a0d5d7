import { Injectable } from '@nestjs/common'
import type { Tx } from '../../infra/database/sql.js'
import type { DomainEvent } from '../../infra/outbox/event-map.js'
import { On } from '../../infra/worker/decorators.js'
import { ReceiveStock } from './receive-stock.js'

/** What came with new SKUs is on hand. The reference counts once, whoever tells of it again. */
@Injectable()
export class ReceiveBroughtIn {
  constructor(private readonly receiveStock: ReceiveStock) {}

  @On('stock.brought_in', 'inventory.receive-brought-in')
  broughtIn(tx: Tx, { payload }: DomainEvent<'stock.brought_in'>): Promise<void> {
    const { reference, lines } = payload
    return this.receiveStock.run(
      tx,
      lines.map(({ skuId, qty }) => ({ skuId, qty, reference })),
    )
  }
}
