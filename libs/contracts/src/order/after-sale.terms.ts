/** What a buyer may ask for after paying: the money, or the money for goods sent back. */
export const AFTER_SALE_KINDS = ['refund_only', 'return_refund'] as const
export type AfterSaleKind = (typeof AFTER_SALE_KINDS)[number]
/**
 * Where an after-sale 售后 stands. `requested` and `returning` wait for the shop, `evidence_asked` and `awaiting_return` for
 * the buyer, `refused` for the buyer's complaint, `arbitrating` for another operator, `refunding` for the channel. The last
 * three are ends.
 */
export const AFTER_SALE_STATES = [
  'requested',
  'evidence_asked',
  'awaiting_return',
  'returning',
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
  'approve',
  'refuse',
  'ask_evidence',
  'inspect',
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
  'RETURN_NEEDED',
  'PAST_DEADLINE',
  'EXCEPTED',
  'OPEN_AFTER_SALE',
  'GIFT_GOES_WITH_MAIN',
  'TOO_MANY',
] as const
export type AfterSaleObstacle = (typeof AFTER_SALE_OBSTACLES)[number]
/** Tabs of the room: what waits for whom. */
export const AFTER_SALE_TABS = ['shop', 'arbitration', 'buyer', 'money', 'ended'] as const
export type AfterSaleTab = (typeof AFTER_SALE_TABS)[number]
export const AFTER_SALE_TAB_STATES: Readonly<Record<AfterSaleTab, readonly AfterSaleState[]>> = {
  shop: ['requested', 'returning'],
  arbitration: ['arbitrating'],
  buyer: ['evidence_asked', 'awaiting_return', 'refused'],
  money: ['refunding'],
  ended: ['done', 'withdrawn', 'closed'],
}
export const AFTER_SALE_PARTIES = ['member', 'operator', 'system'] as const
export type AfterSaleParty = (typeof AFTER_SALE_PARTIES)[number]
export const ARBITRATION_VERDICTS = ['for_member', 'for_shop'] as const
export type ArbitrationVerdict = (typeof ARBITRATION_VERDICTS)[number]
export const MAX_AFTER_SALE_PHOTOS = 6
export const MAX_AFTER_SALE_TEXT = 500
