import { Injectable } from '@nestjs/common'
import type { GiftsOfOrder } from '@jishi/contracts/promotion/pay-gifts.schema'
import { DomainError } from '@jishi/kernel/errors'
import { Database } from '../../infra/database/database.js'
import type { Language } from '../../infra/http/language.js'
import { PayGiftsFacade } from '../promotion/index.js'

/** What an order brought its buyer beside the goods. */
@Injectable()
export class ShowGifts {
  constructor(
    private readonly database: Database,
    private readonly gifts: PayGiftsFacade,
  ) {}

  /** Throws NOT_FOUND, for a foreign order as well. */
  async run(memberId: string, orderId: string, language: Language): Promise<GiftsOfOrder> {
    const own = await this.database.maybe('select 1 as own from orders where id = $1 and member_id = $2', [
      orderId,
      memberId,
    ])
    if (own === undefined) throw new DomainError('NOT_FOUND')
    return this.gifts.ofOrder(orderId, language)
  }
}
