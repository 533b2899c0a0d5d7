import { ORDER_FLAGS, PROVINCE_PATTERN, TO_SHIP_WANTS, type ToShipWant } from '@jishi/contracts/order/order.terms'
import type { ToShipCounts, ToShipRow } from '@jishi/contracts/order/to-ship.schema'
import type { Chip } from '@/components/filter-chips.vue'
import type { StateTab } from '@/components/state-tabs.vue'
import { oneOf, words, type FilterField, type FilterValues } from '@/composables/list-address'
import { spanText } from '@/composables/shop-time'
import { t } from '@/copy'

export const MAX_GOODS = 40
const province: FilterField = { read: (text) => (PROVINCE_PATTERN.test(text) ? text : undefined) }
export const toShipFilters = {
  want: oneOf(TO_SHIP_WANTS),
  flag: oneOf(ORDER_FLAGS),
  goods: words(MAX_GOODS),
  province,
}
export type ToShipFilters = FilterValues<typeof toShipFilters>

export const toShipTabs = (counts: ToShipCounts | undefined): StateTab<ToShipWant>[] => [
  { value: undefined, label: t('toShip.all'), count: counts?.all },
  ...TO_SHIP_WANTS.map((value) => ({
    value,
    label: t(`toShip.want.${value}`),
    count: counts?.[value],
    urgent: value === 'overdue',
  })),
]

/** One chip a filter besides the tab. */
export const toShipChips = (
  { flag, goods, province: code }: ToShipFilters,
  nameOf: (code: string) => string,
): Chip[] => {
  const texts = {
    flag: flag && `${t('order.flag')} · ${t(`order.flag.${flag}`)}`,
    goods,
    province: code && nameOf(code),
  }
  return Object.entries(texts).flatMap(([key, text]) => (text === undefined ? [] : [{ key, text }]))
}

/** How long the shop has, or how late it is. */
export const promiseText = ({ promisedAt, overdue }: ToShipRow, now: string): string =>
  overdue
    ? t('toShip.late', { span: spanText(promisedAt, now) })
    : t('toShip.left', { span: spanText(now, promisedAt) })
