import { defineLife } from '@jishi/kernel/life'

/** What an order's steps depend on beside its state. */
export interface OrderFacts {
  /** Keys of what open holds block: a group not yet formed blocks shipping, an after-sale blocks auto-confirm. */
  readonly blocked: ReadonlySet<HoldBlock>
  /** True while something is owed and may still be paid now. */
  readonly payable: boolean
  /** True where something has to be given to a carrier; without it nobody ships, it goes by itself. */
  readonly parcel: boolean
  /** True once a carrier has any of it: from then on it travels to the address it bears. */
  readonly parcelLeft: boolean
  /** True while the open term is the price of a change; the order itself is paid. */
  readonly supplement: boolean
  /** True while the last reminder is fresh: the shop has been told. */
  readonly reminded: boolean
  /** True once the buyer has had more time to receive; there is one extension an order. */
  readonly extended: boolean
  /** True where its kind leaves it where it goes. */
  readonly fixedAddress: boolean
}

export const HOLD_BLOCKS = ['ship', 'afterSale', 'autoConfirm', 'cancel'] as const
export type HoldBlock = (typeof HOLD_BLOCKS)[number]

const unless =
  (block: HoldBlock) =>
  ({ blocked }: OrderFacts): true | string =>
    blocked.has(block) ? `HELD_${block.toUpperCase()}` : true

const byCarrier = (facts: OrderFacts): true | string => (facts.parcel ? unless('ship')(facts) : 'NO_PARCEL')

const remindable = (facts: OrderFacts): true | string => {
  if (!facts.parcel) return 'NO_PARCEL'
  // What is being given back need not be hurried.
  return facts.reminded ? 'REMINDED' : unless('cancel')(facts)
}

const redirectable = (facts: OrderFacts): true | string => {
  if (!facts.parcel) return 'NO_PARCEL'
  if (facts.fixedAddress) return 'ADDRESS_STAYS'
  if (facts.parcelLeft) return 'PARCEL_LEFT'
  // What is being given back takes no money for another way: the order may have ended when it arrives.
  return facts.supplement ? 'SUPPLEMENT_OPEN' : unless('cancel')(facts)
}

/**
 * The life of an order 订单. `closing` asks the channel before the stock is given back: money that arrived wins,
 * so it still leads to `paid`. Who pays is the channel's word, never the shopper's, so `pay` belongs to the system.
 */
export const orderLife = defineLife({
  name: 'order',
  refusal: 'ORDER_ACTION_NOT_ALLOWED',
  states: ['pending_payment', 'closing', 'paid', 'shipped', 'completed', 'closed', 'refunded'],
  initial: 'pending_payment',
  terminal: ['closed', 'refunded'],
  labels: {
    pending_payment: '待付款',
    closing: '关闭中',
    paid: '待发货',
    shipped: '待收货',
    completed: '已完成',
    closed: '已关闭',
    refunded: '已退款',
  },
  actions: {
    pay: {
      from: ['pending_payment', 'closing'],
      to: 'paid',
      actor: 'system',
      note: 'the term is paid, or waived where nothing is owed',
    },
    change_price: {
      from: ['pending_payment'],
      to: 'same',
      actor: 'operator',
      guard: (facts) => (facts.payable ? unless('cancel')(facts) : 'OVERDUE'),
      note: 'what is owed becomes another amount; an attempt that may bring the old one is closed first',
    },
    begin_close: {
      from: ['pending_payment'],
      to: 'closing',
      actor: ['member', 'operator', 'system'],
      guard: unless('cancel'),
      note: 'an attempt may still bring money: the channel is asked first',
    },
    close: {
      from: ['pending_payment', 'closing'],
      to: 'closed',
      actor: ['member', 'operator', 'system'],
      guard: unless('cancel'),
      note: 'nothing was paid; stock is given back',
    },
    ship: {
      from: ['paid'],
      to: 'shipped',
      actor: 'operator',
      guard: byCarrier,
      note: 'the last parcel leaves; what goes by itself has gone before',
    },
    ship_part: {
      from: ['paid'],
      to: 'same',
      actor: 'operator',
      guard: byCarrier,
      note: 'a parcel leaves, more is to follow',
    },
    hand_over: {
      from: ['paid'],
      to: 'shipped',
      actor: 'system',
      guard: ({ parcel }) => (parcel ? 'PARCEL' : true),
      note: 'nothing of it needs a carrier',
    },
    confirm_receipt: { from: ['shipped'], to: 'completed', actor: 'member' },
    auto_confirm: { from: ['shipped'], to: 'completed', actor: 'system', guard: unless('autoConfirm') },
    cancel_pieces: {
      from: ['paid'],
      to: 'same',
      actor: 'operator',
      guard: unless('cancel'),
      note: 'the shop cancels pieces that have not left; their money goes back',
    },
    close_paid: {
      from: ['paid'],
      to: 'same',
      actor: 'system',
      guard: (facts) => (facts.supplement ? 'SUPPLEMENT_OPEN' : unless('cancel')(facts)),
      note: 'its activity came to nothing: all its money goes back',
    },
    rest_cancelled: {
      from: ['paid'],
      to: 'shipped',
      actor: 'system',
      note: 'what had not left was cancelled, the others are on their way',
    },
    refund_all: {
      from: ['paid', 'shipped', 'completed'],
      to: 'refunded',
      actor: 'system',
      note: 'nothing is left of it and all its money has arrived',
    },
    remind: { from: ['paid'], to: 'same', actor: 'member', guard: remindable, note: 'every 12 hours at most' },
    change_address: {
      from: ['paid'],
      to: 'same',
      actor: ['member', 'system'],
      guard: redirectable,
      note: 'a dearer way is paid for first',
    },
    extend_receipt: {
      from: ['shipped'],
      to: 'same',
      actor: 'member',
      guard: ({ extended }) => (extended ? 'EXTENDED' : true),
      note: 'once',
    },
  },
})

export type LivingState = (typeof orderLife.table.states)[number]
export type OrderLifeAction = keyof typeof orderLife.table.actions
