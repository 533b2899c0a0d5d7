import type { LineRole, PriceStage, UnitRule } from '@jishi/contracts/pricing/pricing.terms'
import type { RefusalCode } from '@jishi/contracts/promotion/promotion.terms'
import type { Fen } from '@jishi/kernel/money'
import type { Points } from '@jishi/kernel/points'

/** Raised with every change that can give equal facts another price. */
export const ENGINE_VERSION = 3

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
  /** A gift is a line of its own behind the bought one of the same SKU; all its amounts are zero. */
  readonly role: LineRole
  /** The bought line a gift goes with; null for lines that were bought. */
  readonly giftOfSkuId: string | null
  /** What a return without the gift may deduct: its list price, all pieces. 0 for lines that were bought. */
  readonly giftValueFen: Fen
  /** Points used on this line. */
  readonly pointsUsed: Points
  /** Price of one piece after stage 1. */
  readonly unitFen: Fen
  /** Where that price comes from. */
  readonly unitRule: UnitRule
}

/** A share always belongs to the bought line of its SKU: gifts cost nothing and bear nothing. */
export interface RuleShare {
  readonly skuId: string
  readonly amountFen: Fen
}

/** Why a rule took nothing off, what is missing for it, and what it would take off then (0 where that cannot be said). */
export interface Refusal {
  readonly code: RefusalCode
  readonly fen: Fen | null
  readonly qty: number | null
  readonly gainFen: Fen
}

/**
 * A rule that was considered, applied or refused. Amounts of discounts are positive and those of freight are what it costs, hence a
 * shipping coupon stands among them with a negative one: the shares of a stage's applied rules add up to its column.
 */
export interface PricedRule {
  readonly stage: PriceStage
  readonly code: string
  readonly label: string
  readonly applied: boolean
  /** The refusal in words; null where the rule applied. */
  readonly reason: string | null
  /**
   * Why it took nothing off. On a rule that applied: what is missing for more of it, and what that would take off beyond this; so stand
   * the next tier of a ladder, the next time of 每满 and the free-over of a freight template, one code a receipt.
   */
  readonly refusal: Refusal | null
  readonly amountFen: Fen
  readonly shares: readonly RuleShare[]
}

export interface ReceiptTotals extends LineAmounts {
  /** Pieces bought and given along. */
  readonly qty: number
  readonly pointsUsed: Points
}

/** The price receipt 价格明细: the whole explanation of what an order costs. */
export interface Receipt {
  readonly engineVersion: number
  /** In canonical order: by SKU id, a gift behind the bought line of its SKU. */
  readonly lines: readonly PricedLine[]
  readonly rules: readonly PricedRule[]
  readonly totals: ReceiptTotals
  /** False where the shop does not deliver to the region; such an order cannot be placed. */
  readonly deliverable: boolean
}
