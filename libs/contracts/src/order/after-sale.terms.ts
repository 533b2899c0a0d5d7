/** What a buyer may ask for after paying: the money, the money for goods sent back, or other goods for them 换货. */
export const AFTER_SALE_KINDS = ['refund_only', 'return_refund', 'exchange'] as const
export type AfterSaleKind = (typeof AFTER_SALE_KINDS)[number]
/**
 * Where an after-sale 售后 stands. `requested`, `returning` and `to_resend` wait for the shop, `evidence_asked`,
 * `awaiting_difference`, `awaiting_return` and `resent` for the buyer, `refused` for the buyer's complaint, `arbitrating` for
 * another operator, `refunding` for the channel. The last three are ends. Only an exchange awaits a difference or is resent.
 */
export const AFTER_SALE_STATES = [
  'requested',
  'evidence_asked',
  'awaiting_difference',
  'awaiting_return',
  'returning',
  'to_resend',
  'resent',
  'refunding',
  'refused',
  'arbitrating',
  'done',
  'withdrawn',
  'closed',
] as const
export type AfterSaleState = (typeof AFTER_SALE_STATES)[number]
export const AFTER_SALE_ENDS = ['done', 'withdrawn', 'closed'] as const satisfies readonly AfterSaleState[]
/** What may be asked of an after-sale; the server says which are allowed now and to whom. Talking is always `say`. */
export const AFTER_SALE_ACTIONS = [
  'say',
  'withdraw',
  'pay_difference',
  'send_back',
  'receive',
  'complain',
  'approve',
  'refuse',
  'ask_evidence',
  'inspect',
  'resend',
  'refund_instead',
  'arbitrate',
] as const
export type AfterSaleAction = (typeof AFTER_SALE_ACTIONS)[number]
/** Every step an after-sale can take, as its history names it. */
export const AFTER_SALE_STEPS = [
  'apply',
  'withdraw',
  'ask_evidence',
  'answer',
  'approve',
  'auto_approve',
  'fast_refund',
  'refuse',
  'send_back',
  'inspect',
  'auto_inspect',
  'refuse_goods',
  'complain',
  'rule_for_member',
  'rule_for_shop',
  'difference_paid',
  'difference_dropped',
  'resend',
  'receive',
  'auto_receive',
  'refund_instead',
  'refunded',
  'lapse',
] as const
export type AfterSaleStep = (typeof AFTER_SALE_STEPS)[number]
/** Why. `no_reason` is the seven days' right; those of the shop's fault bring freight back and cost the buyer no way. */
export const AFTER_SALE_REASONS = [
  'no_reason',
  'quality',
  'wrong_goods',
  'damaged',
  'missing',
  'late',
  'not_wanted',
  'other',
] as const
export type AfterSaleReason = (typeof AFTER_SALE_REASONS)[number]
/** Reasons of the shop's fault. */
export const SHOP_FAULTS = [
  'quality',
  'wrong_goods',
  'damaged',
  'missing',
  'late',
] as const satisfies readonly AfterSaleReason[]
/** Reasons that can only be said of goods that left the shop; what was never sent is late or not wanted. */
export const SENT_ONLY_REASONS = [
  'quality',
  'wrong_goods',
  'damaged',
  'missing',
] as const satisfies readonly AfterSaleReason[]
/** Which of the three rules gave the freight of a line back, or why it stays. */
export const FREIGHT_RULES = ['nothing_kept', 'shop_fault', 'kept'] as const
export type FreightRule = (typeof FREIGHT_RULES)[number]
/** Why a line or a kind cannot be asked for now. */
export const AFTER_SALE_OBSTACLES = [
  'NOT_PAID',
  'HELD',
  'NOTHING_LEFT',
  'NOT_SHIPPED',
  'RETURN_NEEDED',
  'PAST_DEADLINE',
  'EXCEPTED',
  'OPEN_AFTER_SALE',
  'GIFT_GOES_WITH_MAIN',
  'TOO_MANY',
  'NOT_EXCHANGEABLE',
  'OUT_OF_STOCK',
] as const
export type AfterSaleObstacle = (typeof AFTER_SALE_OBSTACLES)[number]
/** Tabs of the room: what waits for whom. */
export const AFTER_SALE_TABS = ['shop', 'arbitration', 'buyer', 'money', 'ended'] as const
export type AfterSaleTab = (typeof AFTER_SALE_TABS)[number]
export const AFTER_SALE_TAB_STATES: Readonly<Record<AfterSaleTab, readonly AfterSaleState[]>> = {
  shop: ['requested', 'returning', 'to_resend'],
  arbitration: ['arbitrating'],
  buyer: ['evidence_asked', 'awaiting_difference', 'awaiting_return', 'resent', 'refused'],
  money: ['refunding'],
  ended: ['done', 'withdrawn', 'closed'],
}
export const AFTER_SALE_PARTIES = ['member', 'operator', 'system'] as const
export type AfterSaleParty = (typeof AFTER_SALE_PARTIES)[number]
export const ARBITRATION_VERDICTS = ['for_member', 'for_shop'] as const
export type ArbitrationVerdict = (typeof ARBITRATION_VERDICTS)[number]
/**
 * How the prices of both goods of an exchange are settled: nothing to settle; to be paid by the buyer, with or without a
 * payment that is open now; paid; to go back when the replacement leaves; or gone back.
 */
export const DIFFERENCE_STATES = ['none', 'unpaid', 'open', 'paid', 'owed_back', 'given_back'] as const
export type DifferenceState = (typeof DIFFERENCE_STATES)[number]
export const MAX_RETURN_ADDRESS = 200
export const MAX_AFTER_SALE_PHOTOS = 6
export const MAX_AFTER_SALE_TEXT = 500
