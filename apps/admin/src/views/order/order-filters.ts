import type { AdminOrderCounts } from '@jishi/contracts/order/order.schema'
import { ORDER_DUES, ORDER_FLAGS, ORDER_STATES, PLATFORMS, type OrderState } from '@jishi/contracts/order/order.terms'
import { addShopDays, shopDay, systemClock } from '@jishi/kernel/time'
import type { Chip } from '@/components/filter-chips.vue'
import type { StateTab } from '@/components/state-tabs.vue'
import { calendarDay, oneOf, ungrouped, uuid, type FilterValues } from '@/composables/list-address'
import { t, type CopyKey } from '@/copy'
import { stateText } from './order-words'

export const MAX_QUERY = 40
export const orderFilters = {
  state: oneOf(ORDER_STATES),
  q: ungrouped(MAX_QUERY),
  from: calendarDay,
  to: calendarDay,
  due: oneOf(ORDER_DUES),
  flag: oneOf(ORDER_FLAGS),
  platform: oneOf(PLATFORMS),
  member: uuid,
}
export type OrderFilters = FilterValues<typeof orderFilters>

/** States a shop may go months without. Their tab appears with their first order, or when the address names them. */
const seldom: readonly OrderState[] = ['awaiting_balance', 'closing', 'refunded']

export const orderTabs = (
  counts: AdminOrderCounts | undefined,
  chosen: OrderState | undefined,
): StateTab<OrderState>[] => [
  { value: undefined, label: t('orders.all') },
  ...ORDER_STATES.filter(
    (state) => !seldom.includes(state) || state === chosen || (counts !== undefined && counts[state] > 0),
  ).map((state) => ({ value: state, label: stateText(state), count: counts?.[state], urgent: state === 'paid' })),
]

const daysText = ({ from, to }: OrderFilters): string | undefined => {
  if (from === undefined && to === undefined) return undefined
  return from === to ? from : `${from ?? '…'} – ${to ?? '…'}`
}

/** One chip a filter; what is not set has no words and no chip. */
export const orderChips = (filters: OrderFilters): Chip[] => {
  const { q, due, flag, platform, member } = filters
  const texts: Record<string, string | undefined> = {
    q,
    days: daysText(filters),
    due: due && t(`order.due.${due}`),
    flag: flag && `${t('order.flag')} · ${t(`order.flag.${flag}`)}`,
    platform,
    member: member && t('nav.members'),
  }
  return Object.entries(texts).flatMap(([key, text]) => (text === undefined ? [] : [{ key, text }]))
}

const spans: [CopyKey, number][] = [
  ['orders.today', 0],
  ['orders.week', -6],
  ['orders.month', -29],
]

/** Days of the shop, which the browser's own zone has no part in; the picker is given them as local dates. */
export const daySpans = (): { text: string; value: () => [Date, Date] }[] =>
  spans.map(([key, back]) => ({
    text: t(key),
    value: () => {
      const today = shopDay(systemClock.now())
      return [localDate(addShopDays(today, back)), localDate(today)]
    },
  }))

const localDate = (day: string): Date => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date)
}
