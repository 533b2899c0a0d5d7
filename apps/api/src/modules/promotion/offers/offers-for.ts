import { offerRuleCode } from '@jishi/contracts/promotion/promotion.terms'
import type { Platform } from '@jishi/contracts/order/order.terms'
import type { Language } from '../../../infra/http/language.js'
import type { Visit } from '../../../infra/http/visit.js'
import { isInScope, offerLabel, type GoodsPlace } from '../../pricing/index.js'
import { englishLabel } from './domain/offer-words.js'
import type { StoredOffer, StoredRule } from './stored-offer.js'

/** A promotion with its words. */
export type SpokenOffer = StoredOffer & { readonly label: string }

/** A gift is never named in the words: what it is stands beside them. */
export const labelOf = (rule: StoredRule, language: Language): string =>
  language === 'en' ? englishLabel(rule) : offerLabel(rule.kind === 'gift' ? { ...rule, gifts: [] } : rule)

/** Those of them that are for this platform, in their order and in words: made once for all the goods of an answer. */
export const spokenOffers = (offers: readonly StoredOffer[], { channel, language }: Visit): readonly SpokenOffer[] =>
  offers
    .filter(({ platforms }) => isOn(platforms, channel))
    .map((offer) => ({ ...offer, label: labelOf(offer.rule, language) }))

/** Those of them that are for these goods. */
export const offersFor = (offers: readonly SpokenOffer[], place: GoodsPlace): SpokenOffer[] =>
  offers.filter(({ scope }) => isInScope(place, scope))

const isOn = (platforms: readonly Platform[] | null, channel: Platform | null): boolean =>
  platforms === null || (channel !== null && platforms.includes(channel))

interface Named {
  readonly code: string
  readonly label: string
}

/**
 * The rules of a receipt as they are read in a language. A receipt is made and frozen with Chinese labels; promotions say the
 * same in English by their rule, and what an operator typed stays as it was typed.
 */
export function spokenRules<Rule extends Named>(
  rules: readonly Rule[],
  offers: readonly Pick<StoredOffer, 'id' | 'rule'>[],
  language: Language,
): Rule[] {
  if (language === 'zh') return [...rules]
  const labels = new Map(offers.map(({ id, rule }) => [offerRuleCode(id), labelOf(rule, language)]))
  return rules.map((rule) => ({ ...rule, label: labels.get(rule.code) ?? rule.label }))
}
