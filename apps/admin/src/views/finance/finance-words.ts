import type { AdminNotice } from '@jishi/contracts/payment/finance.schema'
import {
  PAYMENT_ATTEMPT_STATES,
  type NoticeEffect,
  type PaymentAttemptState,
} from '@jishi/contracts/payment/finance.terms'
import {
  PAYMENT_CHANNELS,
  REFUND_STATES,
  WALLETS,
  type RefundState,
  type Wallet,
} from '@jishi/contracts/payment/payment.terms'
import { calendarDay, oneOf, ungrouped, type FilterField } from '@/composables/list-address'
import { t, type CopyKey } from '@/copy'
import { zh } from '@/copy/zh'
import { channelText, type Tone } from '@/views/order/order-words'

export const MAX_NUMBER = 64
/** A channel of a newer server can be asked for by its code as well. */
const channelField: FilterField = { read: (text) => (/^[a-z][a-z0-9_]{0,39}$/.test(text) ? text : undefined) }
const numberField: FilterField = {
  read: (text) => {
    const number = ungrouped(MAX_NUMBER).read(text)
    return number !== undefined && /^[0-9A-Za-z_-]+$/.test(number) ? number : undefined
  },
}
const common = { q: numberField, channel: channelField, from: calendarDay, to: calendarDay }
export const paymentFilters = { ...common, state: oneOf(PAYMENT_ATTEMPT_STATES) }
export const refundFilters = { ...common, state: oneOf(REFUND_STATES), stopped: oneOf(['true'] as const) }
export const incidentFilters = { q: numberField, kind: channelField, tab: oneOf(['open', 'resolved'] as const) }

export const INCIDENT_KINDS = [
  'mismatch',
  'unknown_number',
  'refund_abnormal',
  'refund_not_enough',
  'outcome_unknown',
  'payout_refused',
  'payout_not_enough',
  'channel_down',
] as const

/** Words under a key where there are some, else those of a general one: a newer server knows more kinds. */
const wordsOf = (key: string, otherwise: CopyKey): string => t(key in zh ? (key as CopyKey) : otherwise)
const plainOr = (key: string, otherwise: string): string => (key in zh ? t(key as CopyKey) : otherwise)

export const incidentText = (kind: string): string => wordsOf(`finance.incident.${kind}`, 'finance.incident.other')
export const incidentAdvice = (kind: string): string =>
  wordsOf(`finance.incident.${kind}.do`, 'finance.incident.other.do')
export const postingText = (kind: string): string => plainOr(`finance.posting.${kind}`, kind)
/** A newer server may know more of them. */
export const noticeEffectText = (effect: string): string => plainOr(`finance.notice.effect.${effect}`, effect)
export const subjectText = (kind: string): string => wordsOf(`finance.subject.${kind}`, 'finance.subject.other')
export const stepText = (of: 'attempt' | 'refund', state: string): string => plainOr(`order.${of}.${state}`, state)

const NAMES: Record<Wallet, string> = { wechat: 'wechat_h5', alipay: 'alipay_wap', unionpay: 'unionpay_wap' }
/** A wallet by the name its channels go by. */
export const walletText = (wallet: Wallet): string => channelText(NAMES[wallet])
export const isWallet = (owner: string): owner is Wallet => (WALLETS as readonly string[]).includes(owner)

const PLACES: Readonly<Record<string, CopyKey>> = {
  ...{ h5: 'finance.place.phone', wap: 'finance.place.phone', page: 'finance.place.desk' },
  ...{ mp: 'finance.place.mini', oa: 'finance.place.account' },
}
/** A channel with where it is used: to whoever pays, several of them have one name. */
export const productText = (channel: string): string => {
  const place = PLACES[channel.split('_')[1] ?? '']
  return place === undefined
    ? channelText(channel)
    : t('finance.product', { channel: channelText(channel), place: t(place) })
}

/** An account with its owner in words: the channel's name where it belongs to one, the end of a member's id else. */
export const accountText = (account: string): string => {
  const [code = '', owner = ''] = account.split(':')
  const name = plainOr(`ledger.account.${code}`, code)
  if (owner === '') return name
  // What a bill has settled stands in the merchant's account at the wallet; before that a channel owes it.
  if (code === 'clearing' && isWallet(owner)) return `${t('finance.account.settled')} · ${walletText(owner)}`
  if (code === 'clearing' || code === 'payout')
    return `${name} · ${isWallet(owner) ? walletText(owner) : productText(owner)}`
  return `${name} · ${owner.slice(-6)}`
}

export const attemptTones: Record<PaymentAttemptState, Tone> = {
  ...{ created: 'gold', open: 'gold', closing: 'gold', closed: 'quiet', succeeded: 'fresh' },
}
export const refundTones: Record<RefundState, Tone> = {
  ...{ created: 'gold', processing: 'gold', succeeded: 'fresh', abnormal: 'brand', closed: 'quiet' },
}
const effectTones: Record<NoticeEffect, Tone> = {
  ...{ settled: 'fresh', suspense: 'gold', refunded: 'fresh', noted: 'quiet', repeated: 'quiet', quarantined: 'brand' },
}

/** A notice as a list shows it: what it is about, what it did, and when it came. */
export interface ShownNotice {
  readonly id: string
  readonly about: string
  readonly effect: string
  readonly tone: Tone
  readonly receivedAt: string
}
export const shownNotice = ({ id, kind, effect, receivedAt }: AdminNotice): ShownNotice => ({
  ...{ id, receivedAt, about: t(`finance.notice.${kind}`) },
  ...{ effect: t(`finance.notice.effect.${effect}`), tone: effectTones[effect] },
})

interface Choice {
  value: string
  label: string
}
export const channelChoices = (): Choice[] =>
  [...PAYMENT_CHANNELS, 'demo'].map((value) => ({ value, label: productText(value) }))
export const walletChoices = (): Choice[] => WALLETS.map((value) => ({ value, label: walletText(value) }))

type Sought = Partial<Record<'q' | 'channel' | 'from' | 'to', string | undefined>>
/** What payments and refunds are both looked through by. */
export const moneyFilters = ({ q, channel, from, to }: Sought) => ({
  search: { value: q, hint: t('finance.search'), limit: MAX_NUMBER },
  pick: { value: channel, label: t('finance.channel'), any: t('finance.anyChannel'), choices: channelChoices() },
  days: { from, to, of: t('finance.days.created') },
})
