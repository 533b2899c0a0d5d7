import type { Platform } from '@jishi/contracts/order/order.terms'
import { isInScope, offerLabel, type GoodsPlace } from '../../pricing/index.js'
import type { StoredOffer, StoredRule } from './stored-offer.js'

/** A promotion with its words. */
export type SpokenOffer = StoredOffer & { readonly label: string }

/** A gift is never named in the words: what it is stands beside them. */
export const labelOf = (rule: StoredRule): string => offerLabel(rule.kind === 'gift' ? { ...rule, gifts: [] } : rule)

/** Those of them that are for these goods on this platform, in their order. */
export const offersFor = (offers: readonly StoredOffer[], place: GoodsPlace, channel: Platform | null): SpokenOffer[] =>
  offers
    .filter(({ scope, platforms }) => isInScope(place, scope) && isOn(platforms, channel))
    .map((offer) => ({ ...offer, label: labelOf(offer.rule) }))

const isOn = (platforms: readonly Platform[] | null, channel: Platform | null): boolean =>
  platforms === null || (channel !== null && platforms.includes(channel))
