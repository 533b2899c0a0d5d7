/** The stages of a price, in the order they are applied; a rule on a receipt names its stage. */
export const PRICE_STAGES = ['unit', 'promotion', 'coupon', 'points', 'freight', 'adjustment', 'minimum'] as const
export type PriceStage = (typeof PRICE_STAGES)[number]
