import type { ApiError } from '@/api/api-error'
import { yuanText } from '@/components/money'
import { t } from '@/copy'
import { windowText } from './seckill-words'

/** Why one of the goods keeps its session from being armed; `other` is the session that has it already. */
export interface ItemRefusal {
  readonly text: string
  readonly other?: { readonly id: string; readonly name: string }
}
interface Named {
  readonly skuId: string
  readonly available?: number
  readonly wanted?: number
  readonly lowestFen?: number
  readonly activityId?: string
  readonly name?: string
  readonly startsAt?: string
  readonly endsAt?: string
}

const overlapOf = ({ activityId = '', name = '', startsAt = '', endsAt = '' }: Named): ItemRefusal => ({
  text: t('seckill.refused.overlap', { window: windowText({ startsAt, endsAt }) }),
  other: { id: activityId, name },
})
const lowerThan =
  (key: 'notLower' | 'raised') =>
  (one: Named): ItemRefusal => ({
    text: t(`seckill.refused.${key}`, { yuan: yuanText(one.lowestFen ?? 0) }),
  })
const WORDS: Readonly<Record<string, (one: Named) => ItemRefusal>> = {
  SECKILL_STOCK_SHORT: ({ available = 0, wanted = 0 }) => ({
    text: t('seckill.refused.short', { available, wanted }),
  }),
  SECKILL_OVERLAP: overlapOf,
  SECKILL_GOODS_UNAVAILABLE: () => ({ text: t('seckill.refused.unavailable') }),
  SECKILL_NOT_LOWER: lowerThan('notLower'),
  RAISED_BEFORE_CUT: lowerThan('raised'),
  SECKILL_BELOW_FLOOR: () => ({ text: t('seckill.refused.floor') }),
}

const namedIn = (details: unknown): readonly Named[] => {
  const items = typeof details === 'object' && details !== null && 'items' in details ? details.items : []
  return Array.isArray(items) ? (items as Named[]).filter((one) => typeof one?.skuId === 'string') : []
}

/** What a refused arming says of each of the goods, to stand beside them. */
export const refusalsOf = (error: ApiError | null): ReadonlyMap<string, ItemRefusal> => {
  const words = error === null ? undefined : WORDS[error.code]
  if (error === null || words === undefined) return new Map()
  return new Map(namedIn(error.details).map((one) => [one.skuId, words(one)]))
}
