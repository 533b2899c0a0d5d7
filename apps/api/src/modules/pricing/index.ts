export type {
  FreightFacts,
  LineFacts,
  ListPrice,
  OfferedBefore,
  PriceContext,
  PricingFacts,
  TagFacts,
  TagSku,
} from './domain/facts.js'
export type { LineAmounts, PricedLine, PricedRule, Receipt, ReceiptTotals, RuleShare } from './domain/receipt.js'
export { ENGINE_VERSION } from './domain/receipt.js'
export { canonical } from './domain/canonical.js'
export { everybody, shopperContext } from './domain/context.js'
export { priceOrder } from './domain/price-order.js'
export { tagPrice, unitFenAt, type PriceTag } from './domain/price-tag.js'
export { tiersOf, type PriceTier } from './domain/unit-price.js'
