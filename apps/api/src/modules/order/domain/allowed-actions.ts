import type { OrderAction, OrderState } from '@jishi/contracts/order/order.terms'
import { orderLife, type LivingState, type OrderFacts, type OrderLifeAction } from './order-life.js'

const isLiving = (state: OrderState): state is LivingState =>
  (orderLife.table.states as readonly string[]).includes(state)

/** Which step of the life an action starts with; paying is no step of its own, it needs an open term. */
const FIRST_STEP = {
  cancel: 'begin_close',
  confirm_receipt: 'confirm_receipt',
  ship: 'ship',
} as const satisfies Partial<Record<OrderAction, OrderLifeAction>>

const OF_MEMBER = ['cancel', 'confirm_receipt'] as const
const OF_OPERATOR = ['ship', 'cancel'] as const

/** What this person may ask of the order now; clients show exactly these. */
export function allowedActions(state: OrderState, facts: OrderFacts, actor: 'member' | 'operator'): OrderAction[] {
  if (!isLiving(state)) return []
  const asked = actor === 'member' ? OF_MEMBER : OF_OPERATOR
  const steps = asked.filter((action) => orderLife.refusal(state, FIRST_STEP[action], facts, actor) === undefined)
  return actor === 'member' && mayPay(state, facts) ? ['pay', ...steps] : [...steps]
}

/** An order that is being closed takes no new attempt, however much time is left. */
export function mayPay(state: OrderState, facts: OrderFacts): boolean {
  return state === 'pending_payment' && facts.payable
}
