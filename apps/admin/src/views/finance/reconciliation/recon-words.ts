import {
  BILL_DAY_STATES,
  DIFFERENCE_KINDS,
  DIFFERENCE_STATES,
  type BillDayState,
  type DifferenceState,
} from '@jishi/contracts/payment/reconciliation.terms'
import { WALLETS, type Wallet } from '@jishi/contracts/payment/payment.terms'
import { calendarDay, oneOf, uuid } from '@/composables/list-address'
import type { Tone } from '@/components/state-tag.vue'
import { channelText } from '@/views/order/order-words'

export const dayFilters = {
  state: oneOf(BILL_DAY_STATES),
  wallet: oneOf(WALLETS),
  from: calendarDay,
  to: calendarDay,
}
export const differenceFilters = {
  dayId: uuid,
  state: oneOf(DIFFERENCE_STATES),
  kind: oneOf(DIFFERENCE_KINDS),
  wallet: oneOf(WALLETS),
}
export const dayTones: Record<BillDayState, Tone> = {
  ...{ waiting: 'gold', staged: 'gold', reconciled: 'fresh', empty: 'quiet' },
}
export const differenceTones: Record<DifferenceState, Tone> = {
  ...{ open: 'brand', proposed: 'gold', resolved: 'fresh', cleared: 'quiet' },
}

const NAMES: Record<Wallet, string> = { wechat: 'wechat_h5', alipay: 'alipay_wap', unionpay: 'unionpay_wap' }
/** A wallet by the name its channels go by. */
export const walletText = (wallet: Wallet): string => channelText(NAMES[wallet]).split(/[ ·(（]/)[0] ?? wallet
