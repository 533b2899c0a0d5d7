import type { AdminOrderCounts, AdminOrdersQuery } from '@jishi/contracts/order/order.schema'
import { ORDER_KINDS } from '@jishi/contracts/order/order-kind.terms'
import { ORDER_DUES, ORDER_FLAGS, ORDER_STATES, PLATFORMS, type OrderState } from '@jishi/contracts/order/order.terms'
import { addShopDays, shopDay, systemClock } from '@jishi/kernel/time'
import type { Chip } from '@/components/filter-chips.vue'
import type { StateTab } from '@/components/state-tabs.vue'
import { calendarDay, fenAmount, oneOf, ungrouped, uuid, type FilterValues } from '@/composables/list-address'
import { t, type CopyKey } from '@/copy'
import { yuanText } from '@/components/money'
import { kindName, platformText, stateText } from './order-words'

export const MAX_QUERY = 40
export const orderFilters = {
  state: oneOf(ORDER_STATES),
  q: ungrouped(MAX_QUERY),
  from: calendarDay,
  to: calendarDay,
  due: oneOf(ORDER_DUES),
  flag: oneOf(ORDER_FLAGS),
  platform: oneOf(PLATFORMS),
  kind: oneOf(ORDER_KINDS),
  member: uuid,
  minFen: fenAmount,
  maxFen: fenAmount,
}
export type OrderFilters = FilterValues<typeof orderFilters>

/** The filters as the shop is asked: amounts are numbers there. */
export const orderQuery = ({ minFen, maxFen, ...rest }: OrderFilters): AdminOrdersQuery => ({
  ...rest,
  ...(minFen === undefined ? {} : { minFen: Number(minFen) }),
  ...(maxFen === undefined ? {} : { maxFen: Number(maxFen) }),
})

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

const amountsText = ({ minFen, maxFen }: OrderFilters): string | undefined => {
  if (minFen === undefined) return maxFen === undefined ? undefined : `≤ ${yuanText(Number(maxFen))}`
  if (maxFen === undefined) return `≥ ${yuanText(Number(minFen))}`
  return `${yuanText(Number(minFen))} – ${yuanText(Number(maxFen))}`
}

/** Filters that share one chip go together when it is taken off. */
const together: Record<string, OrderFilters> = {
  days: { from: undefined, to: undefined },
  amounts: { minFen: undefined, maxFen: undefined },
}
export const without = (key: string): OrderFilters => together[key] ?? { [key]: undefined }

/** One chip a filter; what is not set has no words and no chip. */
export const orderChips = (filters: OrderFilters): Chip[] => {
  const { q, due, flag, platform, kind, member } = filters
  const texts: Record<string, string | undefined> = {
    q,
    days: daysText(filters),
    due: due && t(`order.due.${due}`),
    flag: flag && `${t('order.flag')} · ${t(`order.flag.${flag}`)}`,
    platform: platform && platformText(platform),
    kind: kind && `${t('orders.kind')} · ${kindName(kind)}`,
    amounts: amountsText(filters),
    member: member && t('orders.ofMember'),
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
