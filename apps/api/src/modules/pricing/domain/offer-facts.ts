import type { OfferKind, OfferMeasure } from '@jishi/contracts/promotion/promotion.terms'
import type { Platform } from '@jishi/contracts/order/order.terms'
import type { Bp } from '@jishi/kernel/rate'
import type { Fen } from '@jishi/kernel/money'
import type { Instant } from '@jishi/kernel/time'
import type { Scope } from './scope-facts.js'

/** What is taken off when a tier is reached: an amount, or a share of the goods it is measured on. */
export type TakenOff = { readonly fen: Fen } | { readonly offBp: Bp }

export interface OfferTier {
  /** Fen or pieces, as the rule measures. */
  readonly from: number
  readonly off: TakenOff
}

/** 满减, 满折 and ladders: the highest tier that is reached counts. */
export interface FullReductionRule {
  readonly kind: 'full_reduction'
  readonly measure: OfferMeasure
  readonly tiers: readonly OfferTier[]
  /** 每满: a single tier of an amount counts once for every time it is reached, at most so often (null = without end). */
  readonly repeat: boolean
  readonly maxTimes: number | null
  /** At most so much is taken off; null = no cap. */
  readonly capFen: Fen | null
}

/** 第 N 件: of the pieces of its goods, the dearest first, every n-th costs less by a share. */
export interface NthPieceRule {
  readonly kind: 'nth_piece'
  readonly nth: number
  readonly offBp: Bp
}

/** 套装: these pieces together cost so much, as many sets as the cart holds. */
export interface BundleRule {
  readonly kind: 'bundle'
  readonly items: readonly { readonly skuId: string; readonly qty: number }[]
  readonly priceFen: Fen
}

/** 满赠: from an amount or a number of pieces on, these are given along. */
export interface GiftRule {
  readonly kind: 'gift'
  readonly measure: OfferMeasure
  readonly from: number
  readonly gifts: readonly GiftFacts[]
}

/**
 * A thing given along: what a piece would cost, which a return may deduct, and all pieces that can be had; the engine leaves out
 * those the order buys and earlier promotions give.
 */
export interface GiftFacts {
  readonly skuId: string
  readonly qty: number
  readonly valueFen: Fen
  readonly available: number
}

export type OfferRule = FullReductionRule | NthPieceRule | BundleRule | GiftRule

/** A promotion of stage 2 that is running or about to, with what is left of it for this buyer. */
export interface OfferFacts {
  readonly id: string
  readonly kind: OfferKind
  readonly name: string
  /** Lower is earlier; ties by id. */
  readonly priority: number
  readonly scope: Scope
  /** null = on every platform. */
  readonly platforms: readonly Platform[] | null
  readonly fromAt: Instant
  readonly untilAt: Instant
  readonly rule: OfferRule
  /** How often it may still be used: by anybody, and by this buyer; null = without a limit. */
  readonly left: number | null
  readonly leftForBuyer: number | null
}
