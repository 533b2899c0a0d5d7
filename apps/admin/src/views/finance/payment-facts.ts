import type { AdminPaymentView, AdminRefundView } from '@jishi/contracts/payment/finance.schema'
import { yuanText } from '@/components/money'
import { timeText } from '@/composables/shop-time'
import { t } from '@/copy'
import { channelText, refundCauseText } from '@/views/order/order-words'

type Fact = { name: string; text: string | null }
const timeOrNone = (at: string | null): string | null => (at === null ? null : timeText(at, 'second'))

export const paymentFacts = (payment: AdminPaymentView): Fact[] => [
  { name: t('finance.channel'), text: channelText(payment.channel) },
  { name: t('finance.txn'), text: payment.channelTxn },
  { name: t('finance.paidAt'), text: timeOrNone(payment.paidAt) },
  { name: t('finance.merchant'), text: payment.merchantId },
  { name: t('finance.app'), text: payment.appId },
  { name: t('finance.at'), text: timeText(payment.createdAt, 'second') },
  { name: t('finance.expires'), text: timeText(payment.expiresAt, 'second') },
  { name: t('finance.asked'), text: askedText(payment) },
]

const askedText = ({ queries, lastQueryAt, nextQueryAt }: AdminPaymentView): string => {
  const so =
    lastQueryAt === null
      ? t('finance.asked.never')
      : t('finance.asked.times', { n: queries, at: timeText(lastQueryAt, 'second') })
  return nextQueryAt === null ? so : `${so} · ${t('finance.asked.next', { at: timeText(nextQueryAt, 'second') })}`
}

export const evidenceFacts = (evidence: NonNullable<AdminPaymentView['evidence']>): Fact[] => [
  { name: t(`finance.evidence.${evidence.source}`), text: t(`finance.evidence.${evidence.effect}`) },
  { name: t('finance.amount'), text: yuanText(evidence.amountFen) },
  { name: t('finance.txn'), text: evidence.channelTxn },
  { name: t('finance.merchant'), text: evidence.merchantId },
  { name: t('finance.app'), text: evidence.appId },
  { name: t('finance.at'), text: timeText(evidence.at, 'second') },
]

export const intentFacts = (intent: AdminPaymentView['intent']): Fact[] => [
  { name: t('finance.state'), text: t(`finance.intent.${intent.state}`) },
  { name: t('finance.intent.owed'), text: `${yuanText(intent.amountFen)} · ${intent.description}` },
  { name: t('finance.intent.due'), text: timeOrNone(intent.dueAt) },
  { name: t('finance.intent.settledAt'), text: timeOrNone(intent.settledAt) },
]

export const refundFacts = (refund: AdminRefundView): Fact[] => [
  { name: t('finance.cause'), text: refundCauseText(refund.cause) },
  { name: t('finance.channel'), text: channelText(refund.channel) },
  { name: t('finance.refund.channelId'), text: refund.channelRefundId },
  { name: t('finance.at'), text: timeText(refund.createdAt, 'second') },
  { name: t('finance.refund.succeededAt'), text: timeOrNone(refund.succeededAt) },
  {
    name: t('finance.asked'),
    text: refund.nextQueryAt === null ? null : t('finance.asked.next', { at: timeText(refund.nextQueryAt, 'second') }),
  },
]
