/** What a buyer may ask for after paying: the money, the money for goods sent back, or other goods for them. */
export const AFTER_SALE_KINDS = ['refund_only', 'return_refund', 'exchange'] as const
export type AfterSaleKind = (typeof AFTER_SALE_KINDS)[number]
/**
 * Where an after-sale 售后 stands. `requested` and `returning` wait for the shop, `evidence_asked`, `awaiting_return` and
 * `awaiting_supplement` for the buyer, `resending` for the shop's parcel and `resent` for its arrival, `refused` for the
 * buyer's complaint, `arbitrating` for another operator, `refunding` for the channel. The last three are ends.
 */
export const AFTER_SALE_STATES = [
  'requested',
  'evidence_asked',
  'awaiting_supplement',
  'awaiting_return',
  'returning',
  'resending',
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
  'send_back',
  'complain',
  'confirm_replacement',
  'approve',
  'refuse',
  'ask_evidence',
  'inspect',
  'ship_replacement',
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
  'supplement_paid',
  'supplement_dropped',
  'send_back',
  'inspect',
  'auto_inspect',
  'refuse_goods',
  'ship_replacement',
  'confirm_replacement',
  'auto_confirm',
  'complain',
  'rule_for_member',
  'rule_for_shop',
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
/** Which of the three rules gave the freight of a line back, or why it stays. */
export const FREIGHT_RULES = ['nothing_kept', 'shop_fault', 'kept'] as const
export type FreightRule = (typeof FREIGHT_RULES)[number]
/** Why a line or a kind cannot be asked for now. */
export const AFTER_SALE_OBSTACLES = [
  'NOT_PAID',
  'HELD',
  'NOTHING_LEFT',
  'NOT_SHIPPED',
  'PAST_DEADLINE',
  'EXCEPTED',
  'OPEN_AFTER_SALE',
  'GIFT_GOES_WITH_MAIN',
  'TOO_MANY',
  'NOT_THE_SAME_GOODS',
] as const
export type AfterSaleObstacle = (typeof AFTER_SALE_OBSTACLES)[number]
/** Tabs of the room: what waits for whom. */
export const AFTER_SALE_TABS = ['shop', 'arbitration', 'buyer', 'money', 'ended'] as const
export type AfterSaleTab = (typeof AFTER_SALE_TABS)[number]
export const AFTER_SALE_TAB_STATES: Readonly<Record<AfterSaleTab, readonly AfterSaleState[]>> = {
  shop: ['requested', 'returning', 'resending'],
  arbitration: ['arbitrating'],
  buyer: ['evidence_asked', 'awaiting_supplement', 'awaiting_return', 'resent', 'refused'],
  money: ['refunding'],
  ended: ['done', 'withdrawn', 'closed'],
}
export const AFTER_SALE_PARTIES = ['member', 'operator', 'system'] as const
export type AfterSaleParty = (typeof AFTER_SALE_PARTIES)[number]
export const ARBITRATION_VERDICTS = ['for_member', 'for_shop'] as const
export type ArbitrationVerdict = (typeof ARBITRATION_VERDICTS)[number]
export const MAX_AFTER_SALE_PHOTOS = 6
export const MAX_AFTER_SALE_TEXT = 500
