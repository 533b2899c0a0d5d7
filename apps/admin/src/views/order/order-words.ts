import type { KindView } from '@jishi/contracts/order/order-kind.schema'
import { NORMAL_KIND, ORDER_KINDS, type KnownOrderKind } from '@jishi/contracts/order/order-kind.terms'
import type { CloseCause, DeliveryCode, OrderState, OrderStep, Platform } from '@jishi/contracts/order/order.terms'
import type { PaymentChannel, RefundCause, RefundState } from '@jishi/contracts/payment/payment.terms'
import type { TimelineEntry } from '@jishi/contracts/order/order-timeline.schema'
import { t, type CopyKey } from '@/copy'

export type Tone = 'brand' | 'fresh' | 'gold' | 'quiet'

/** Red-orange is for what somebody here has to do; green for what is on its good way. */
export const stateTones: Record<OrderState, Tone> = {
  pending_payment: 'gold',
  awaiting_balance: 'gold',
  paid: 'brand',
  shipped: 'fresh',
  completed: 'quiet',
  closing: 'gold',
  closed: 'quiet',
  refunded: 'quiet',
}
export const platformText = (platform: Platform): string => t(`orders.platform.${platform}`)
export const kindName = (kind: KnownOrderKind): string => t(`order.kind.${kind}`)
/** What kind of order it is and of which activity; nothing for a plain one, the bare code for a kind a newer server brings. */
export const kindText = ({ code, title }: KindView): string | null => {
  if (code === NORMAL_KIND) return null
  const kind = ORDER_KINDS.find((known) => known === code)
  return [kind === undefined ? code : kindName(kind), ...(title === null ? [] : [title])].join(' · ')
}
export const stateText = (state: OrderState): string => t(`order.state.${state}`)
export const causeText = (cause: CloseCause): string => t(`order.cause.${cause}`)
export const deliveryText = (code: DeliveryCode): string => t(`delivery.${code}`)
export const stepText = (step: OrderStep): string => t(`order.step.${step}`)
export const actorText = ({ actor, actorName }: TimelineEntry): string => {
  const kind = t(`order.actor.${actor}`)
  return actorName === null ? kind : `${kind} ${actorName}`
}

const known = (keys: Record<string, CopyKey>, code: string): string => {
  const key = Object.prototype.hasOwnProperty.call(keys, code) ? keys[code] : undefined
  // A channel or cause that a newer server knows is shown by its code rather than hidden.
  return key === undefined ? code : t(key)
}

const channels: Record<PaymentChannel | 'balance' | 'demo', CopyKey> = {
  wechat_h5: 'order.channel.wechat_h5',
  wechat_mp: 'order.channel.wechat_mp',
  wechat_oa: 'order.channel.wechat_oa',
  wechat_native: 'order.channel.wechat_native',
  alipay_wap: 'order.channel.alipay_wap',
  alipay_page: 'order.channel.alipay_page',
  alipay_mp: 'order.channel.alipay_mp',
  unionpay_wap: 'order.channel.unionpay',
  unionpay_page: 'order.channel.unionpay',
  balance: 'order.channel.balance',
  demo: 'order.channel.demo',
}
export const channelText = (channel: string | null): string => (channel === null ? '—' : known(channels, channel))

const attemptStates: Record<string, CopyKey> = {
  created: 'order.attempt.created',
  open: 'order.attempt.open',
  closing: 'order.attempt.closing',
  closed: 'order.attempt.closed',
  succeeded: 'order.attempt.succeeded',
}
export const attemptText = (state: string): string => known(attemptStates, state)

const refundStates: Record<RefundState, CopyKey> = {
  created: 'order.refund.created',
  processing: 'order.refund.processing',
  succeeded: 'order.refund.succeeded',
  abnormal: 'order.refund.abnormal',
  closed: 'order.refund.closed',
}
export const refundText = (state: string): string => known(refundStates, state)

const refundCauses: Record<RefundCause, CopyKey> = {
  paid_after_close: 'order.refundCause.paid_after_close',
  paid_twice: 'order.refundCause.paid_twice',
  order_refund: 'order.refundCause.order_refund',
  recharge_refund: 'order.refundCause.recharge_refund',
}
export const refundCauseText = (cause: string): string => known(refundCauses, cause)

/** An order number in groups of four, as people read it aloud. The number itself is copied without the gaps. */
export const groupedNo = (orderNo: string): string => orderNo.replace(/(.{4})(?=.)/g, '$1 ')
