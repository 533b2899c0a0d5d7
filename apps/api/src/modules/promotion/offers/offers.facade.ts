import { Injectable } from '@nestjs/common'
import type { OfferBody, OfferTag } from '@jishi/contracts/promotion/offers.schema'
import type { Id } from '@jishi/kernel/id'
import { isoOf, type Instant } from '@jishi/kernel/time'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import type { Sql, Tx } from '../../../infra/database/sql.js'
import type { Visit } from '../../../infra/http/visit.js'
import { DraftOffer } from './draft-offer.js'
import type { GoodsPlace } from '../../pricing/index.js'
import { LaunchOffer } from './launch-offer.js'
import { OfferMemory } from './offer-memory.js'
import { OfferTags } from './offer-tags.js'
import { offersFor, spokenOffers } from './offers-for.js'
import { STORED, type FreshOffer, type StoredOffer } from './stored-offer.js'
import { UseOffers, type OfferUse } from './use-offers.js'

/** Who asks, and for which moment; null: nobody has signed in. */
export interface OfferAsker {
  readonly memberId: string | null
  readonly at: Instant
}

/** Promotions 促销 for whoever shows goods, prices an order or places one. */
@Injectable()
export class OffersFacade {
  constructor(
    private readonly memory: OfferMemory,
    private readonly uses: UseOffers,
    private readonly tagging: OfferTags,
    private readonly drafting: DraftOffer,
    private readonly launching: LaunchOffer,
  ) {}

  /**
   * Those whose days include the moment, in the order they are applied, from memory: no statement while it is warm. A change
   * made by another process arrives within seconds, so this is for showing and never for placing.
   */
  running(at: Instant): Promise<readonly StoredOffer[]> {
    return this.memory.running(at)
  }

  /** Those of them that a product takes part in, in words; one statement where one of them gives something along. */
  async tags(reader: Sql, place: GoodsPlace, at: Instant, visit: Visit): Promise<OfferTag[]> {
    return this.tagging.of(reader, offersFor(spokenOffers(await this.running(at), visit), place))
  }

  /** Those that are live now, with what is left of each, in one statement: for quotes and for placing. */
  fresh(reader: Sql, { memberId, at }: OfferAsker): Promise<FreshOffer[]> {
    return reader.rows<FreshOffer>(
      `select ${STORED}, o.total_limit - o.used as left,
              o.member_limit - (select count(*) from offer_usages u
                                 where u.offer_id = o.id and u.member_id = $1 and u.state <> 'released') as "leftForBuyer"
         from offers o where o.state = 'live' and o.from_at <= $2 and o.until_at > $2
        order by o.priority, o.id`,
      [memberId, isoOf(at)],
    )
  }

  /** Holds up the end of promotions until the Tx is through, or waits for it. In a statement of its Tx before that of `take`. */
  takeTurns(tx: Tx, offerIds: readonly string[]): Promise<void> {
    return this.uses.takeTurns(tx, offerIds)
  }

  /**
   * At placing, for the promotions that the receipt applied, whose turns were taken. It takes the hottest rows of the shop, so it comes last of what
   * locks. Throws OFFER_OVER and OFFER_USED_UP with `details.items`, and LostRace where the member was faster elsewhere.
   */
  take(tx: Tx, use: OfferUse): Promise<void> {
    return this.uses.take(tx, use)
  }

  /** The order is paid: what it held is used for good. Repeated it changes nothing. */
  settle(tx: Tx, orderId: string): Promise<void> {
    return this.uses.settle(tx, orderId)
  }

  /** The order closed unpaid: its uses are free again. Repeated it changes nothing. */
  release(tx: Tx, orderId: string): Promise<void> {
    return this.uses.release(tx, orderId)
  }

  /** For whoever sets up a shop without HTTP, such as the making of the demo shop. Throws nothing of its own. */
  draft(tx: Tx, operator: OperatorActor, offer: OfferBody): Promise<Id<'offer'>> {
    return this.drafting.run(tx, operator, offer)
  }

  /** Throws what `LaunchOffer` throws; one that goes below a floor then waits for a second person. */
  launch(tx: Tx, operator: OperatorActor, id: string, version: number): Promise<Id<'offer'>> {
    return this.launching.run(tx, operator, id, version)
  }
}
