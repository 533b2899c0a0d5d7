/** Why a buyer gives up an order that is not paid. */
export const MEMBER_CANCEL_REASONS = [
  'changed_mind',
  'wrong_goods',
  'wrong_address',
  'found_cheaper',
  'cannot_pay',
  'other',
] as const
export type MemberCancelReason = (typeof MEMBER_CANCEL_REASONS)[number]
/** Why the shop cancels pieces of a paid order that have not left. */
export const SHOP_CANCEL_REASONS = [
  'out_of_stock',
  'cannot_deliver',
  'listing_wrong',
  'asked_by_buyer',
  'risk',
  'other',
] as const
export type ShopCancelReason = (typeof SHOP_CANCEL_REASONS)[number]
/** Of these the shop is at fault: the freight of a line goes back with its last piece, whatever else is kept. */
export const SHOP_FAULTS: readonly ShopCancelReason[] = ['out_of_stock', 'cannot_deliver', 'listing_wrong']
export const MAX_CHANGE_WORDS = 60
