import type { CloneBody, SeckillCard } from '@jishi/contracts/seckill/seckill-desk.schema'
import { SECKILL_LIMITS } from '@jishi/contracts/seckill/seckill.terms'
import { isoOfShopTime } from '@/composables/shop-time'
import type { Flaws } from '@/composables/typed-fields'
import { wholeOf } from './seckill-draft'

export interface CloneDraft {
  firstDay: string
  days: string
  times: string
}
export type CloneSession = CloneBody['sessions'][number]
type Source = Pick<SeckillCard, 'warmUpAt' | 'startsAt' | 'endsAt'>

/** 9:00 and 09:00 are one time; undefined where one cannot be read. */
export const timesOf = (text: string): string[] | undefined => {
  const typed = text.split(/[\s,，、;；]+/).filter(Boolean)
  const read = typed.map((one) => /^([01]?\d|2[0-3])[:：]([0-5]\d)$/.exec(one))
  if (read.length === 0 || read.includes(null)) return undefined
  return [...new Set(read.map((found) => `${(found?.[1] ?? '').padStart(2, '0')}:${found?.[2] ?? ''}`))].sort()
}
/** Calendar days need no clock: a day of the shop is a date, and the next one is the next date. */
const daysFrom = (first: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) =>
    new Date(Date.parse(`${first}T00:00:00Z`) + at * 86_400_000).toISOString().slice(0, 10),
  )

/** Every time on every day, each as long as the source and shown as long ahead. */
export const cloneSessionsOf = (
  { firstDay, days, times }: CloneDraft,
  source: Source,
  now: number,
): { sessions: CloneSession[]; flaws: Flaws } => {
  const flaws: Flaws = new Map()
  const begins = timesOf(times)
  const count = wholeOf(days, 1, SECKILL_LIMITS.clones)
  if (isoOfShopTime(`${firstDay} 00:00`) === undefined) flaws.set('firstDay', 'seckill.clone.flawDay')
  if (count === undefined) flaws.set('days', 'seckill.clone.flawDays')
  if (begins === undefined) flaws.set('times', 'seckill.clone.flawTimes')
  if (flaws.size > 0) return { sessions: [], flaws }
  const [warm, start, end] = [source.warmUpAt, source.startsAt, source.endsAt].map((at) => Date.parse(at)) as [
    number,
    number,
    number,
  ]
  const starts = daysFrom(firstDay, count ?? 0).flatMap((day) =>
    (begins ?? []).map((time) => Date.parse(isoOfShopTime(`${day} ${time}`) ?? '')),
  )
  if (starts.length > SECKILL_LIMITS.clones) flaws.set('times', 'seckill.clone.flawMany')
  else if (starts.some((at) => at <= now)) flaws.set('times', 'seckill.clone.flawOver')
  const iso = (ms: number): string => new Date(ms).toISOString()
  const sessions = starts.map((at) => ({
    ...{ warmUpAt: iso(at - (start - warm)), startsAt: iso(at), endsAt: iso(at + (end - start)) },
  }))
  return { sessions, flaws }
}
