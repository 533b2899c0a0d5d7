import type { PriceStage, UnitRule } from '@jishi/contracts/pricing/pricing.terms'
import type { Fen } from '@jishi/kernel/money'

/** Raised with every change that can give equal facts another price. */
export const ENGINE_VERSION = 2

/** One line's amounts in fen, totals of the line; discounts are positive amounts, the adjustment is signed. */
export interface LineAmounts {
  readonly listFen: Fen
  readonly unitDiscountFen: Fen
  readonly promotionFen: Fen
  readonly couponFen: Fen
  readonly pointsFen: Fen
  readonly adjustFen: Fen
  readonly goodsPaidFen: Fen
  readonly freightFen: Fen
  readonly payableFen: Fen
}

export interface PricedLine extends LineAmounts {
  readonly skuId: string
  readonly qty: number
  /** Price of one piece after stage 1. */
  readonly unitFen: Fen
  /** Where that price comes from. */
  readonly unitRule: UnitRule
}

export interface RuleShare {
  readonly skuId: string
  readonly amountFen: Fen
}

/** A rule that was considered, applied or refused; the shares of the applied ones add up to the columns. */
export interface PricedRule {
  readonly stage: PriceStage
  readonly code: string
  readonly label: string
  readonly applied: boolean
  readonly reason: string | null
  readonly amountFen: Fen
  readonly shares: readonly RuleShare[]
}

export interface ReceiptTotals extends LineAmounts {
  readonly qty: number
}

/** The price receipt 价格明细: the whole explanation of what an order costs. */
export interface Receipt {
  readonly engineVersion: number
  /** In canonical order: by SKU id. */
  readonly lines: readonly PricedLine[]
  readonly rules: readonly PricedRule[]
  readonly totals: ReceiptTotals
  /** False where the shop does not deliver to the region; such an order cannot be placed. */
  readonly deliverable: boolean
}
