import { Inject, Injectable } from '@nestjs/common'
import type { OrderAtQuery, OrderAtView } from '@jishi/contracts/insight/order-at.schema'
import { DomainError } from '@jishi/kernel/errors'
import { instantOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { orderAtOf } from './order-at.query.js'

/** Time travel for operators: one order as it was. */
@Injectable()
export class ShowOrderAt {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND. Without a moment it is now. */
  async run(orderId: string, { at, than }: OrderAtQuery): Promise<OrderAtView> {
    const view = await this.database.read((sql) =>
      orderAtOf(
        sql,
        { id: orderId },
        {
          at: at === undefined ? this.clock.now() : instantOf(at),
          than: than === undefined ? undefined : instantOf(than),
        },
      ),
    )
    if (view === undefined) throw new DomainError('NOT_FOUND')
    return view
  }
}
