import type { AdminPayout, AdminPayoutDetail } from '@jishi/contracts/payment/payout.schema'
import { PAYOUT_CHANNELS, PAYOUT_STATES, type PayoutState } from '@jishi/contracts/payment/payout.terms'
import { yuanText } from '@/components/money'
import { oneOf, ungrouped } from '@/composables/list-address'
import { timeText } from '@/composables/shop-time'
import { t, type CopyKey } from '@/copy'
import { zh } from '@/copy/zh'
import type { Tone } from '@/views/order/order-words'
import { accountText, type ShownNotice } from '../finance-words'

export const NUMBER_LENGTH = 20
export const payoutFilters = {
  state: oneOf(PAYOUT_STATES),
  channel: oneOf(PAYOUT_CHANNELS),
  troubled: oneOf(['true'] as const),
  payoutNo: {
    read: (text: string): string | undefined => {
      const number = ungrouped(NUMBER_LENGTH).read(text)?.toUpperCase()
      return number !== undefined && /^[0-9A-Z]{20}$/.test(number) ? number : undefined
    },
  },
}

export const payoutText = (state: PayoutState): string => t(`payouts.state.${state}`)
export const payoutChannelText = (channel: AdminPayout['channel']): string => t(`payouts.channel.${channel}`)
export const payoutTones: Record<PayoutState, Tone> = {
  ...{ recorded: 'gold', processing: 'gold', awaiting: 'gold', cancelling: 'gold', transferring: 'gold' },
  ...{ succeeded: 'fresh', failed: 'brand', cancelled: 'quiet' },
}

/** A newer server may know more of them. */
const wordsOf = (key: string, otherwise: string): string => (key in zh ? t(key as CopyKey) : otherwise)
/** A wallet's code for why it came to nothing, in words; what nobody here knows is told as the wallet told it. */
export const endedText = (reason: string): string =>
  wordsOf(`payouts.ended.${reason}`, t('payouts.ended.other', { reason }))
export const payeeText = ({ payee }: AdminPayout): string =>
  payee.realName === null ? payee.account : `${payee.realName} · ${payee.account}`

const noticeTones: Readonly<Record<string, Tone>> = { paid_out: 'fresh', ended: 'gold', quarantined: 'brand' }
export const shownPayoutNotice = ({ id, effect, receivedAt }: AdminPayoutDetail['notices'][number]): ShownNotice => ({
  ...{ id, receivedAt, about: t('payouts.notice'), tone: noticeTones[effect] ?? 'quiet' },
  effect: wordsOf(`payouts.notice.${effect}`, effect),
})

const timeOrNone = (at: string | null): string | null => (at === null ? null : timeText(at, 'second'))

export const payoutFacts = (payout: AdminPayoutDetail): { name: string; text: string | null }[] => [
  { name: t('payouts.payee'), text: payeeText(payout) },
  { name: t('payouts.channel'), text: payoutChannelText(payout.channel) },
  { name: t('payouts.amount'), text: yuanText(payout.amountFen) },
  { name: t('payouts.tax'), text: payout.taxWithheldFen === 0 ? null : yuanText(payout.taxWithheldFen) },
  { name: t('payouts.sent'), text: yuanText(payout.sentFen) },
  { name: t('payouts.note'), text: payout.description },
  { name: t('payouts.account'), text: accountText(payout.debitAccount) },
  { name: t('payouts.channelNo'), text: payout.channelPayoutId },
  { name: t('payouts.why'), text: payout.endedReason === null ? null : endedText(payout.endedReason) },
  { name: t('payouts.queries'), text: String(payout.queries) },
  { name: t('payouts.next'), text: timeOrNone(payout.nextQuestionAt) },
]
