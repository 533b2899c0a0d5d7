import type { OfferTerms } from './offer-rows.js'
import type { OfferFacts, OfferRule } from '../../pricing/index.js'

/** A rule as it is kept. What a gift is worth and how much of it is there, only the order can say. */
export type StoredRule =
  | Exclude<OfferRule, { kind: 'gift' }>
  | {
      readonly kind: 'gift'
      readonly measure: Extract<OfferRule, { kind: 'gift' }>['measure']
      readonly from: number
      readonly gifts: readonly { readonly skuId: string; readonly qty: number }[]
    }

/** A promotion as everybody meets it. */
export interface StoredOffer extends Omit<OfferFacts, 'rule' | 'left' | 'leftForBuyer'> {
  readonly rule: StoredRule
}

/** The same with what is left of it, for all and for one buyer; null = without a limit. */
export type FreshOffer = StoredOffer & Pick<OfferFacts, 'left' | 'leftForBuyer'>

/** A promotion that was never used, for carts nobody has filled; what it gives along is priced nowhere. */
export const asFacts = ({ rule, ...offer }: OfferTerms & { readonly id: string }): OfferFacts => ({
  ...{ id: offer.id, kind: rule.kind, name: offer.name, priority: offer.priority, scope: offer.scope },
  ...{ platforms: offer.platforms, fromAt: offer.fromAt, untilAt: offer.untilAt, left: null, leftForBuyer: null },
  rule: (rule.kind === 'gift' ? { ...rule, gifts: [] } : rule) as OfferRule,
})

/** Columns of `offers` as a StoredOffer names them. */
export const STORED = `o.id, o.kind, o.name, o.priority, o.scope, o.platforms, o.rule, o.from_at as "fromAt", o.until_at as "untilAt"`
