import type { Fen } from '@jishi/kernel/money'
import type { PricingFacts } from './facts.js'
import type { FreightFacts, FreightTemplate } from './freight-facts.js'

/** An order without promotions, coupons, points and adjustments. */
export const noExtras: Pick<PricingFacts, 'offers' | 'coupons' | 'points' | 'adjustments'> = {
  offers: [],
  coupons: { goods: null, shipping: null },
  points: null,
  adjustments: [],
}

/** The shop's own freight as a template: one amount an order, wherever it goes. */
export const flatTemplate = (baseFen: Fen): FreightTemplate => ({
  id: null,
  name: '运费',
  unit: 'order',
  rates: [
    {
      regionPrefixes: [],
      first: 1,
      firstFen: baseFen,
      next: 1,
      nextFen: baseFen,
      freeOverFen: null,
      freeOverQty: null,
    },
  ],
  noDeliveryPrefixes: [],
})

/** A shop that sends everything for one amount, free from a threshold on. */
export const flatFreight = (
  baseFen: Fen,
  freeOverFen: Fen | null,
  noDeliveryPrefixes: readonly string[],
): FreightFacts => ({ templates: [flatTemplate(baseFen)], freeOverFen, noDeliveryPrefixes })
