import type { OrderAction, OrderState } from '@jishi/contracts/order/order.terms'
import { orderLife, type LivingState, type OrderFacts, type OrderLifeAction } from './order-life.js'

const isLiving = (state: OrderState): state is LivingState =>
  (orderLife.table.states as readonly string[]).includes(state)

/** Which step of the life an action starts with; paying is no step of its own, it needs an open term. */
const FIRST_STEP = {
  cancel: 'begin_close',
  cancel_pieces: 'cancel_pieces',
  change_price: 'change_price',
  confirm_receipt: 'confirm_receipt',
  ship: 'ship',
  remind: 'remind',
  extend_receipt: 'extend_receipt',
  change_address: 'change_address',
} as const satisfies Partial<Record<OrderAction, OrderLifeAction>>

const OF_MEMBER = ['cancel', 'confirm_receipt', 'remind', 'extend_receipt', 'change_address'] as const
const OF_OPERATOR = ['ship', 'cancel', 'cancel_pieces', 'change_price'] as const

/** What this person may ask of the order now; clients show exactly these. */
export function allowedActions(state: OrderState, facts: OrderFacts, actor: 'member' | 'operator'): OrderAction[] {
  if (!isLiving(state)) return []
  const asked = actor === 'member' ? OF_MEMBER : OF_OPERATOR
  const steps = asked.filter((action) => orderLife.refusal(state, FIRST_STEP[action], facts, actor) === undefined)
  if (actor === 'operator') return [...steps]
  return [...(mayPay(state, facts) ? (['pay'] as const) : []), ...steps, ...aroundIt(state)]
}

/** An order that is being closed takes no new attempt, however much time is left; a supplement is owed beside an order that is paid. */
export function mayPay(state: OrderState, facts: OrderFacts): boolean {
  return facts.payable && (state === 'pending_payment' || facts.supplement)
}

/** What changes nothing of the order itself: its goods into the cart again, and out of the buyer's sight when it is over. */
function aroundIt(state: LivingState): OrderAction[] {
  if (state === 'pending_payment' || state === 'closing') return []
  return mayHide(state) ? ['buy_again', 'hide'] : ['buy_again']
}

/** A completed order may still be given back, and is over all the same. */
export const mayHide = (state: OrderState): boolean =>
  state === 'completed' || (isLiving(state) && orderLife.isTerminal(state))
