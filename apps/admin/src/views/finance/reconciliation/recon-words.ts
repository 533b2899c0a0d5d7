import {
  BILL_DAY_STATES,
  DIFFERENCE_KINDS,
  DIFFERENCE_STATES,
  type BillDayState,
  type DifferenceState,
} from '@jishi/contracts/payment/reconciliation.terms'
import { WALLETS } from '@jishi/contracts/payment/payment.terms'
import { calendarDay, oneOf, uuid } from '@/composables/list-address'
import type { Tone } from '@/components/state-tag.vue'
import { t, type CopyKey } from '@/copy'
import { zh } from '@/copy/zh'

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

/** What a channel answered when it was asked; a newer server may know more answers. */
export const saidText = (said: string): string => {
  const key = `recon.said.${said}`
  return key in zh ? t(key as CopyKey) : said
}

/** The state a bill gives a row; a wallet may know more of them. */
export const billStateText = (state: string): string => {
  const key = `recon.billState.${state}`
  return key in zh ? t(key as CopyKey) : state
}
