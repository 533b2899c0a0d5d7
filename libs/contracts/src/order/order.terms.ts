export const ORDER_STATES = [
  'pending_payment',
  'awaiting_balance',
  'paid',
  'shipped',
  'completed',
  'closing',
  'closed',
  'refunded',
] as const
export type OrderState = (typeof ORDER_STATES)[number]
/** What may be asked of an order by the people around it; the server says which are allowed now. */
export const ORDER_ACTIONS = [
  'pay',
  'cancel',
  'cancel_pieces',
  'change_price',
  'ship',
  'confirm_receipt',
  'remind',
  'extend_receipt',
  'change_address',
  'buy_again',
  'hide',
] as const
export type OrderAction = (typeof ORDER_ACTIONS)[number]
/** Every step an order can take, as its history names it. */
export const ORDER_STEPS = [
  'place',
  'pay',
  'begin_close',
  'close',
  'ship',
  'ship_part',
  'hand_over',
  'confirm_receipt',
  'auto_confirm',
  'remind',
  'extend_receipt',
  'change_address',
  'change_price',
  'cancel_pieces',
  'close_paid',
  'rest_cancelled',
  'refund_all',
] as const
export type OrderStep = (typeof ORDER_STEPS)[number]
export const CLOSE_CAUSES = [
  'timeout',
  'member',
  'merchant',
  'activityFailed',
  'balanceOverdue',
  'soldOutLate',
  'risk',
  'duplicate',
] as const
export type CloseCause = (typeof CLOSE_CAUSES)[number]
/** What an order owes: the whole, a part of it, or what a change costs beside it. */
export const TERM_KINDS = ['full', 'deposit', 'balance', 'supplement'] as const
export type TermKind = (typeof TERM_KINDS)[number]
/** A buyer who waits may ask the shop to hurry, and not again before this has passed. */
export const REMIND_AGAIN_MS = 12 * 3_600_000
/** How goods reach their buyer: one method a line, and the order has that of its parcel, if it sends one. */
export const DELIVERY_CODES = ['express', 'card_secret', 'service', 'virtual'] as const
export type DeliveryCode = (typeof DELIVERY_CODES)[number]
/** Tabs of the order centre: what a shopper looks for, not the stored states. */
export const ORDER_TABS = ['pending_payment', 'paid', 'shipped', 'completed', 'closed'] as const
export type OrderTab = (typeof ORDER_TABS)[number]
export const PLATFORMS = ['h5', 'mp-weixin', 'mp-alipay'] as const
export type Platform = (typeof PLATFORMS)[number]
export const MAX_NOTE = 200
/** Why the shop itself may close an unpaid order. */
export const SHOP_CLOSE_CAUSES = ['merchant', 'risk', 'duplicate'] as const satisfies readonly CloseCause[]
export type ShopCloseCause = (typeof SHOP_CLOSE_CAUSES)[number]
/** Colours an operator may mark an order with. */
export const ORDER_FLAGS = ['red', 'yellow', 'green', 'blue', 'purple'] as const
export type OrderFlag = (typeof ORDER_FLAGS)[number]
/** Orders that want somebody now: paid for longer than was promised, about to close unpaid, short of codes, asked to be hurried, with a price that a second person is to agree to, or with a refund that is stuck. */
export const ORDER_DUES = ['overdue', 'closing_soon', 'undelivered', 'reminded', 'price_waits', 'refund_stuck'] as const
export type OrderDue = (typeof ORDER_DUES)[number]
export const MAX_REVEALED_AT_ONCE = 50
/** As many of the newest paid orders as a bell looks at; more between two looks are only “many”. */
export const MOST_ARRIVALS = 20
/** The shop's own code of a carrier; which there are is a table that operators switch and sort. */
export const CARRIER_CODE_PATTERN = /^[A-Z0-9]{2,12}$/
export const TRACKING_NO_PATTERN = /^[0-9A-Za-z-]{6,32}$/
/** What operators look for among the orders that wait for a parcel. */
export const TO_SHIP_WANTS = ['overdue', 'reminded', 'held', 'noted'] as const
export type ToShipWant = (typeof TO_SHIP_WANTS)[number]
/** Why a paid order may not leave now: codes are missing, a change waits for its money, an after-sale or a refund is open, the channel's bill lacks the payment. */
export const SHIP_HOLDS = ['codes', 'supplement', 'after_sale', 'refund', 'payment_missing', 'other'] as const
export type ShipHold = (typeof SHIP_HOLDS)[number]
/** The first two digits of a region's code. */
export const PROVINCE_PATTERN = /^[1-9]\d$/
