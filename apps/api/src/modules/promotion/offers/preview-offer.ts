import { setImmediate as nextTurn } from 'node:timers/promises'
import { Inject, Injectable } from '@nestjs/common'
import type { PreviewBody, PreviewView } from '@jishi/contracts/promotion/offers.schema'
import { newId } from '@jishi/kernel/id'
import { addDays, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { termsOf } from './offer-rows.js'
import { OfferScopes } from './offer-scopes.js'
import { PastOrders, type PastPage } from './past-orders.js'
import { PriceFloors } from './price-floors.js'
import { asFacts } from './stored-offer.js'
import { TriedOrders } from './tried-orders.js'

const MOST_ORDERS = 2_000
const READ_AT_ONCE = 50
/** After so many priced orders others have a turn: counted, not timed, so that it is the same on every machine. */
const TRIED_AT_ONCE = 10

/** Tries a promotion on what was really ordered, before anybody meets it. */
@Injectable()
export class PreviewOffer {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly scopes: OfferScopes,
    private readonly past: PastOrders,
    private readonly floors: PriceFloors,
  ) {}

  async run({ offer, days }: PreviewBody): Promise<PreviewView> {
    const terms = await this.scopes.own(this.database, termsOf(offer))
    const tried = new TriedOrders(asFacts({ id: newId<'offer'>(this.clock), ...terms }))
    await this.tryAll(tried, days)
    return { ...tried.outcome, belowFloor: await this.floors.named(this.database, tried.lowest) }
  }

  /** The newest first, a few at a time: neither memory nor the others' turns depend on how many there are. */
  private async tryAll(tried: TriedOrders, days: number): Promise<void> {
    const since = addDays(this.clock.now(), -days)
    let behind: PastPage['behind'] = null
    for (let read = 0; read < MOST_ORDERS; read += READ_AT_ONCE) {
      const orders = await this.past.page(this.database, { since, behind, limit: READ_AT_ONCE })
      for (let first = 0; first < orders.length; first += TRIED_AT_ONCE) {
        for (const order of orders.slice(first, first + TRIED_AT_ONCE)) tried.add(order)
        await nextTurn()
      }
      const last = orders.at(-1)
      if (last === undefined || orders.length < READ_AT_ONCE) return
      behind = last
    }
  }
}
