import type { ParcelState } from '@jishi/contracts/order/tracking.terms'
import { instantOf, parseShopDay, type ShopDay } from '@jishi/kernel/time'
import { z } from 'zod'
import type { News } from '../domain/parcel-news.js'

/** Its state numbers in our words; goods that are forwarded or at customs are on their way like others. */
const STATES: Readonly<Record<string, ParcelState>> = {
  0: 'in_transit',
  1: 'collected',
  2: 'problem',
  3: 'signed',
  4: 'returned',
  5: 'delivering',
  6: 'returning',
  7: 'in_transit',
  10: 'in_transit',
  11: 'in_transit',
  12: 'in_transit',
  13: 'problem',
  14: 'returning',
}
const MOST_NEWS = 200

const wallTime = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  .transform((text) => instantOf(`${text.replace(' ', 'T')}+08:00`))
const line = z.object({
  ftime: wallTime,
  context: z.string().min(1).max(2_000),
  statusCode: z.string().max(8).optional(),
  areaName: z.string().max(100).nullish(),
})
export const reportAnswer = z.object({
  nu: z.string().max(64),
  state: z.string().refine((state) => state in STATES, 'a state we do not know'),
  data: z.array(line).max(MOST_NEWS),
  /** 预计到达时间, told by some carriers and to accounts that have it: a day, often with its hour. What cannot be read is not told. */
  arrivalTime: z.string().max(40).nullish().catch(null),
})
export type ReportAnswer = z.infer<typeof reportAnswer>

/** What a carrier has to say of a parcel: what happened, and the day on which it expects to bring it. */
export interface CarrierReport {
  readonly news: readonly News[]
  readonly arrivesOn: ShopDay | null
}
export const NOTHING_TOLD: CarrierReport = { news: [], arrivesOn: null }

/** Without news `lastResult` is empty, so it is read only where the status says that there are some. */
export const push = z.object({
  status: z.enum(['polling', 'shutdown', 'abort', 'updateall']),
  lastResult: z.unknown(),
})

/** A line without a state of its own has that of the parcel if it is the newest, else it was on the way. */
const newsIn = ({ state, data }: ReportAnswer): News[] =>
  data.map(({ ftime, context, statusCode = '', areaName }, place) => ({
    at: ftime,
    // Detailed codes (`501`) begin with the plain one; the newest line is what the parcel is.
    state: STATES[place === 0 ? state : statusCode] ?? 'in_transit',
    text: context,
    place: areaName ?? null,
  }))

export const reportIn = (answer: ReportAnswer): CarrierReport => ({
  news: newsIn(answer),
  arrivesOn: parseShopDay((answer.arrivalTime ?? '').slice(0, 10)) ?? null,
})
