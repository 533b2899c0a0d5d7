import type { OrderView } from '@jishi/contracts/order/order.schema'
import type { TimelineEntry } from '@jishi/contracts/order/order-timeline.schema'
import { withArrival } from '@/composables/arrival'
import { momentText, yuan } from '@/composables/words'
import { t } from './words/copy'

type Paid = Pick<OrderView, 'payment' | 'payableFen'>
type Shipped = Pick<OrderView, 'shipments'>

export interface TimelineLine {
  key: string
  words: string
  when: string
}

export interface StepDot {
  word: string
  done: boolean
}

/** What kind of order it is; nothing for a plain one. A kind this page has no word for says what it belongs to. */
export const kindText = ({ kindView: { code, title } }: Pick<OrderView, 'kindView'>): string => {
  if (code === 'seckill') return t('order.kind.seckill')
  return title ?? ''
}

/** What the sum of an order is to the shopper: paid, still owed, or only a sum. */
export const sumText = (order: Pick<OrderView, 'state' | 'paidAt'>): string => {
  if (order.paidAt !== null) return t('receipt.paid')
  return t(order.state === 'closed' || order.state === 'closing' ? 'receipt.total' : 'receipt.due')
}

export const channelText = (channel: OrderView['payment']['channel']): string =>
  channel === null ? '' : t(`order.channel.${channel}`)

type Tenders = Pick<OrderView['payment'], 'channel' | 'balanceFen'>
const isMixed = ({ channel, balanceFen }: Tenders): boolean => balanceFen > 0 && channel !== 'balance'

/** Amounts by a balance and by the channel beside it, as far as there are any. */
const partsText = (channel: Tenders['channel'], balanceFen: number, channelFen: number): string =>
  [
    { name: t('order.balancePart'), fen: balanceFen },
    { name: channelText(channel), fen: channelFen },
  ]
    .filter((part) => part.fen > 0)
    .map((part) => `${part.name} ¥${yuan(part.fen)}`)
    .join(' + ')

/** What paid it: a channel, a balance, or a part by each. */
export const tendersText = ({ payment, payableFen }: Paid): string =>
  isMixed(payment)
    ? partsText(payment.channel, payment.balanceFen, payableFen - payment.balanceFen)
    : channelText(payment.channel)

/** What has come back to each where two paid; empty where one did, or nothing has. */
export const backText = ({ channel, back }: Pick<OrderView['payment'], 'channel' | 'back'>): string =>
  back === null ? '' : partsText(channel, back.balanceFen, back.channelFen)

const paidText = (order: Paid): string => {
  const { payment, payableFen } = order
  if (payment.channel === null) return t('order.line.pay')
  if (isMixed(payment)) return t('order.line.payByBoth', { parts: tendersText(order) })
  return t('order.line.payBy', { channel: channelText(payment.channel), amount: yuan(payableFen) })
}

const shippedText = ({ shipments }: Shipped): string => {
  const parcel = shipments[0]
  return parcel ? t('order.line.shipBy', { carrier: parcel.carrierName, no: parcel.trackingNo }) : t('order.line.ship')
}

const closedText = (order: Pick<OrderView, 'closedCause'>): string =>
  order.closedCause === null ? t('order.line.close') : t(`order.cause.${order.closedCause}`)

const lineText = (order: OrderView, entry: TimelineEntry): string => {
  if (entry.step === 'pay') return paidText(order)
  if (entry.step === 'ship') return shippedText(order)
  if (entry.step === 'close') return closedText(order)
  return t(`order.line.${entry.step}`)
}

/** What happened, the newest first. */
export const timelineOf = (order: OrderView): TimelineLine[] =>
  order.timeline
    .map((entry, n) => ({ key: `${n}.${entry.step}`, words: lineText(order, entry), when: momentText(entry.at) }))
    .reverse()

/** The four steps of an order that goes well; none for one that does not. */
export const stepsOf = (order: Pick<OrderView, 'state' | 'paidAt' | 'shippedAt' | 'completedAt'>): StepDot[] => {
  if (['closing', 'closed', 'refunded'].indexOf(order.state) >= 0) return []
  return [
    { word: t('order.step.placed'), done: true },
    { word: t('order.step.paid'), done: order.paidAt !== null },
    { word: t('order.step.shipped'), done: order.shippedAt !== null },
    { word: t('order.step.completed'), done: order.completedAt !== null },
  ]
}

type Headed = Pick<OrderView, 'state' | 'delivery' | 'closedCause' | 'promisedAt'>

/** A service that is paid waits for its buyer, not for a carrier. */
export const headTitle = ({ state, delivery }: Headed): string =>
  t(state === 'shipped' && delivery === 'service' ? 'order.head.shippedService' : `order.head.${state}`)

/** The sentence under the heading; `left` is the time until the shop acts by itself. */
export const headText = (order: Headed, left: string): string => {
  if (order.state === 'closed') return closedText(order)
  if (order.state === 'paid' && order.delivery !== 'express') return t('order.text.byItself')
  if (order.state === 'paid' && order.promisedAt)
    return t('order.text.promised', { time: momentText(order.promisedAt) })
  if (order.state === 'shipped' && order.delivery === 'service') return t('order.text.shippedService', { time: left })
  if (order.state === 'pending_payment' || order.state === 'shipped')
    return t(`order.text.${order.state}`, { time: left })
  return t(`order.text.${order.state}`)
}

/** The sentence, and the day it is expected; what is not paid yet has other worries. */
export const headWords = (order: Headed & Pick<OrderView, 'arrivesOn'>, left: string): string =>
  order.state === 'pending_payment' ? headText(order, left) : withArrival(headText(order, left), order.arrivesOn)
