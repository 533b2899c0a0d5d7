import { Injectable } from '@nestjs/common'
import type { GiftsOfOrder } from '@jishi/contracts/promotion/pay-gifts.schema'
import type { Language } from '../../../infra/http/language.js'
import { GivenGiftQueries } from './given-gifts.queries.js'

/** What paid orders brought, for whoever shows an order. */
@Injectable()
export class PayGiftsFacade {
  constructor(private readonly given: GivenGiftQueries) {}

  /** Three statements. Whose order it is, the caller has looked. */
  ofOrder(orderId: string, language: Language): Promise<GiftsOfOrder> {
    return this.given.ofOrder(orderId, language)
  }
}
