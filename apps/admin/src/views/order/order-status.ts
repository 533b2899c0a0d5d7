import type { AdminOrderView } from '@jishi/contracts/order/order.schema'
import type { OrderState } from '@jishi/contracts/order/order.terms'
import { spanText, timeText } from '@/composables/shop-time'
import { t } from '@/copy'
import { causeText } from './order-words'

const when = (at: string | null): string => (at === null ? '—' : timeText(at))

/** One sentence on where an order stands and what comes next; the rest of the page is its proof. */
const sentences: Record<OrderState, (order: AdminOrderView) => string> = {
  pending_payment: ({ payDueAt }) =>
    payDueAt === null
      ? t('order.status.pending_payment.open')
      : t('order.status.pending_payment', { at: timeText(payDueAt) }),
  awaiting_balance: () => t('order.status.awaiting_balance'),
  paid: ({ paidAt, serverTime, allowedActions, delivery, lines }) => {
    if (lines.some((line) => line.delivery === 'card_secret' && line.shippedQty < line.qty)) return t('delivery.short')
    if (delivery !== 'express') return t('delivery.byItself')
    if (paidAt === null || !allowedActions.includes('ship')) return t('order.status.paid.blocked')
    return t('order.status.paid', { at: timeText(paidAt), wait: spanText(paidAt, serverTime) })
  },
  shipped: ({ shippedAt, autoConfirmAt }) =>
    autoConfirmAt === null
      ? t('order.status.shipped.open', { at: when(shippedAt) })
      : t('order.status.shipped', { at: when(shippedAt), confirm: timeText(autoConfirmAt) }),
  completed: ({ completedAt }) => t('order.status.completed', { at: when(completedAt) }),
  closing: () => t('order.status.closing'),
  closed: ({ closedAt, closedCause }) =>
    t('order.status.closed', { at: when(closedAt), cause: closedCause === null ? '—' : causeText(closedCause) }),
  refunded: () => t('order.status.refunded'),
}

export const statusSentence = (order: AdminOrderView): string => sentences[order.state](order)
