/** Gifts after payment 支付有礼: what a paid order gives its buyer for later, beside the goods. */
export const PAY_GIFT_STATES = ['draft', 'live', 'paused', 'stopped'] as const
export type PayGiftState = (typeof PAY_GIFT_STATES)[number]
/** Where a rule stands today, as lists are filtered: a live one is scheduled, running or over by its days. */
export const PAY_GIFT_PHASES = ['draft', 'scheduled', 'running', 'paused', 'over', 'stopped'] as const
export type PayGiftPhase = (typeof PAY_GIFT_PHASES)[number]
/** What can be given. A module that brings another kind adds it here and registers who gives it and takes it back. */
export const GIFT_KINDS = ['coupon'] as const
export type GiftKind = (typeof GIFT_KINDS)[number]
/**
 * What became of one gift: the buyer's; taken back unused; in use already when it was to go back, and therefore left to them;
 * or earned but not to be had any more.
 */
export const GIVEN_GIFT_STATES = ['given', 'taken_back', 'spent', 'missed'] as const
export type GivenGiftState = (typeof GIVEN_GIFT_STATES)[number]
/** Why what was earned was not to be had: the buyer has as many as one may have, none are left, or it is given out no more. */
export const GIFT_MISSES = ['limit', 'gone', 'over'] as const
export type GiftMiss = (typeof GIFT_MISSES)[number]

export const PAY_GIFT_LIMITS = { name: 40, live: 20, total: 10_000_000, member: 99 } as const
