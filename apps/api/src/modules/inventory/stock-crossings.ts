import { Injectable } from '@nestjs/common'
import type { Tx } from '../../infra/database/sql.js'
import { Outbox } from '../../infra/outbox/outbox.js'

/**
 * Tells when something became nothing or the other way round. The statement that moves the stock knows it from its own
 * row, so an order that crosses nothing sends nothing more.
 */
@Injectable()
export class StockCrossings {
  constructor(private readonly outbox: Outbox) {}

  async tell(tx: Tx, skuIds: readonly string[]): Promise<void> {
    if (skuIds.length > 0) await this.outbox.publish(tx, 'stock.crossed', { skuIds: [...new Set(skuIds)].sort() })
  }
}
