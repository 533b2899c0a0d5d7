import { addMs, dayMs, hourMs, addShopDays, shopDay, startOfShopDay, type Instant } from '@jishi/kernel/time'
import type { AfterSaleReason } from '@jishi/contracts/order/after-sale.terms'
import { SENT_ONLY_REASONS, SHOP_FAULTS } from '@jishi/contracts/order/after-sale.terms'
import type { AfterSaleLifeState } from './after-sale-life.js'

/** How long each side of one after-sale has, as it was when the case began and stays for it. */
export interface AfterSaleTerms {
  readonly answerMs: number
  readonly evidenceMs: number
  readonly payDifferenceMs: number
  readonly sendBackMs: number
  readonly inspectMs: number
  readonly resendMs: number
  /** After a replacement was signed for. */
  readonly receiveMs: number
  /** After it was sent, while nobody says that it came: a lost parcel must not end the case. */
  readonly unsignedMs: number
  readonly complainMs: number
  readonly arbitrateMs: number
}

/** What an operator set, in the hours and days of a form. */
export interface AfterSaleSpans {
  readonly answerHours: number
  readonly evidenceHours: number
  readonly payDifferenceHours: number
  readonly sendBackDays: number
  readonly inspectDays: number
  readonly resendDays: number
  readonly receiveDays: number
  readonly unsignedDays: number
  readonly complainDays: number
  readonly arbitrateHours: number
}

export const termsOf = (set: AfterSaleSpans): AfterSaleTerms => ({
  answerMs: set.answerHours * hourMs,
  evidenceMs: set.evidenceHours * hourMs,
  payDifferenceMs: set.payDifferenceHours * hourMs,
  sendBackMs: set.sendBackDays * dayMs,
  inspectMs: set.inspectDays * dayMs,
  resendMs: set.resendDays * dayMs,
  receiveMs: set.receiveDays * dayMs,
  unsignedMs: set.unsignedDays * dayMs,
  complainMs: set.complainDays * dayMs,
  arbitrateMs: set.arbitrateHours * hourMs,
})

type ByItself = 'auto_approve' | 'lapse' | 'auto_inspect' | 'rule_for_member' | 'refund_instead' | 'auto_receive'
type Wait = { readonly span: keyof AfterSaleTerms; readonly then: ByItself }

/** Whose time runs in a state, and what happens when it is over: silence of the shop is a yes, silence of the buyer ends it. */
const WAITS: Readonly<Partial<Record<AfterSaleLifeState, Wait>>> = {
  requested: { span: 'answerMs', then: 'auto_approve' },
  evidence_asked: { span: 'evidenceMs', then: 'lapse' },
  awaiting_difference: { span: 'payDifferenceMs', then: 'lapse' },
  awaiting_return: { span: 'sendBackMs', then: 'lapse' },
  returning: { span: 'inspectMs', then: 'auto_inspect' },
  to_resend: { span: 'resendMs', then: 'refund_instead' },
  resent: { span: 'unsignedMs', then: 'auto_receive' },
  refused: { span: 'complainMs', then: 'lapse' },
  arbitrating: { span: 'arbitrateMs', then: 'rule_for_member' },
}

export const thenOf = (state: AfterSaleLifeState): ByItself | undefined => WAITS[state]?.then

/** How long whoever it waits for has in this state; undefined where it waits for nobody. */
export const waitMs = (state: AfterSaleLifeState, terms: AfterSaleTerms): number | undefined => {
  const wait = WAITS[state]
  return wait === undefined ? undefined : terms[wait.span]
}

/** When a replacement counts as received although its buyer said nothing. */
export const replacementDeadline = (
  { shippedAt, signedAt }: { readonly shippedAt: Instant; readonly signedAt: Instant | null },
  { receiveMs, unsignedMs }: AfterSaleTerms,
): Instant => (signedAt === null ? addMs(shippedAt, unsignedMs) : addMs(signedAt, receiveMs))

/** How long after the receipt the shop answers for its faults; like the seven days a promise of the purchase, so no setting changes it afterwards. */
const FAULT_DAYS = 90

export const isShopFault = (reason: AfterSaleReason): boolean => (SHOP_FAULTS as readonly string[]).includes(reason)

/** Whether it speaks of goods that left, so that pieces still in the shop cannot be meant. */
export const isOfSent = (reason: AfterSaleReason): boolean => (SENT_ONLY_REASONS as readonly string[]).includes(reason)

/** The first moment at which it is too late: the eighth shop day after the day on which the last parcel was signed for. */
export const noReasonDeadline = (signedAt: Instant): Instant => startOfShopDay(addShopDays(shopDay(signedAt), 8))

/** Whether this reason is still in time for pieces that were received; null = not received yet, always in time. */
export const inTime = (reason: AfterSaleReason, signedAt: Instant | null, now: Instant): boolean => {
  if (signedAt === null) return true
  return isShopFault(reason) ? now < signedAt + FAULT_DAYS * dayMs : now < noReasonDeadline(signedAt)
}
