import type { FreightUnit } from '@jishi/contracts/pricing/pricing.terms'
import type { Fen } from '@jishi/kernel/money'
import type { ShippingTerms } from './shipping-terms.js'

/** What a region pays: the first so many units, then each further lot of `next` units begun. */
export interface FreightRate {
  /** Prefixes of region codes; none = everywhere that no other rate names. The longest prefix that fits counts. */
  readonly regionPrefixes: readonly string[]
  readonly first: number
  readonly firstFen: Fen
  readonly next: number
  readonly nextFen: Fen
  /** Goods of the template from this amount on (after coupons, before points) or from so many pieces on travel free. */
  readonly freeOverFen: Fen | null
  readonly freeOverQty: number | null
  /** How many days a parcel travels there at most; absent or null: the shop does not say. */
  readonly days?: number | null | undefined
}

/** 运费模板. Lines of one template are added up before it is asked; several templates in one order are added together. */
export interface FreightTemplate {
  /** null: the shop's own flat freight, for goods without a template. */
  readonly id: string | null
  readonly name: string
  /** `order`: the first amount once, whatever it holds; else pieces, grams or cubic centimetres. */
  readonly unit: FreightUnit
  readonly rates: readonly FreightRate[]
  readonly noDeliveryPrefixes: readonly string[]
}

/** How the shop sends: its templates, and what holds for the whole parcel beside them. */
export interface FreightFacts {
  /** Those of the lines, and always the one with id null. */
  readonly templates: readonly FreightTemplate[]
  /** All goods of the parcel from this amount on travel free; null = never. */
  readonly freeOverFen: Fen | null
  /** Prefixes of region codes the shop does not deliver to at all. */
  readonly noDeliveryPrefixes: readonly string[]
  /** What no price depends on, frozen beside it: when parcels leave. Absent or null: the shop has not declared it. */
  readonly shipping?: ShippingTerms | null
}
