import { flatFreight, noExtras, type FreightFacts, type LineFacts, type PricingFacts } from '../../pricing/index.js'

/** Before its third version the engine knew one flat freight. */
interface FlatFreight {
  readonly baseFen: FreightFacts['freeOverFen'] & number
  readonly freeOverFen: FreightFacts['freeOverFen']
  readonly noDeliveryRegionPrefixes: readonly string[]
}

type PastLine = Pick<LineFacts, 'skuId' | 'qty' | 'prices'> & Partial<LineFacts>
type PastFacts = Pick<PricingFacts, 'regionCode' | 'minimumFen'> &
  Partial<Omit<PricingFacts, 'lines' | 'context' | 'freight'>> & {
    readonly lines: readonly PastLine[]
    readonly context: Pick<PricingFacts['context'], 'channel' | 'storeId' | 'level' | 'at'> &
      Partial<PricingFacts['context']>
    readonly freight: FreightFacts | FlatFreight
  }

const NOWHERE = { spuId: '', categoryIds: [], brandId: null, parcel: true, weightG: 0, volumeCm3: 0 }

const freightOf = (freight: FreightFacts | FlatFreight): FreightFacts =>
  'templates' in freight ? freight : flatFreight(freight.baseFen, freight.freeOverFen, freight.noDeliveryRegionPrefixes)

/**
 * Facts of any version as today's engine reads them. What an earlier one did not know is neutral: no card, no coupon, no other
 * promotion, goods of no category and no brand. Changes of an operator were made for another price and are left out.
 */
export const pastFacts = (stored: unknown): PricingFacts => {
  const facts = stored as PastFacts
  return {
    ...noExtras,
    ...facts,
    context: { card: false, newMember: false, ...facts.context },
    lines: facts.lines.map((line) => ({
      ...NOWHERE,
      freightTemplateId: null,
      ...line,
      prices: line.prices.map((price) => ({ ...price, alone: price.alone ?? false })),
    })),
    freight: freightOf(facts.freight),
    adjustments: [],
  }
}
