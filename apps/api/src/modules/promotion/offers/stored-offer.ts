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

/** Columns of `offers` as a StoredOffer names them. */
export const STORED = `o.id, o.kind, o.name, o.priority, o.scope, o.platforms, o.rule, o.from_at as "fromAt", o.until_at as "untilAt"`
