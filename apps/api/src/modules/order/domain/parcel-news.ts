import { STUCK_AFTER_MS, type ParcelProblem, type ParcelState } from '@jishi/contracts/order/tracking.terms'
import { addMs, type Instant } from '@jishi/kernel/time'

export interface News {
  readonly at: Instant
  readonly state: ParcelState
  readonly text: string
  readonly place: string | null
}

/** What is known of a parcel, as far as it decides whether something is newer. */
export interface KnownNews {
  readonly newestAt: Instant | null
  readonly count: number
}

/**
 * A history in the order it happened, newest first, and nothing of it in the future: a carrier's clock that runs ahead
 * would otherwise make all that follows look old.
 */
export const inOrder = (news: readonly News[], now: Instant): News[] =>
  news
    .map((entry) => (entry.at > now ? { ...entry, at: now } : entry))
    .map((entry, place) => ({ entry, place }))
    .sort((a, b) => b.entry.at - a.entry.at || a.place - b.place)
    .map(({ entry }) => entry)

/** Whether a whole history may take the place of the one that is known: never one that ends earlier, or tells less. */
export const isNewer = (known: KnownNews, news: readonly News[]): boolean => {
  const newest = news[0]
  if (newest === undefined) return false
  if (known.newestAt === null || newest.at > known.newestAt) return true
  return newest.at === known.newestAt && news.length > known.count
}

/** Whether a history ends before the one that is known. */
export const isOlder = ({ newestAt }: KnownNews, news: readonly News[]): boolean =>
  newestAt !== null && (news[0] === undefined || news[0].at < newestAt)

/** Nothing the carrier could still tell of it. */
export const isOver = (state: ParcelState): boolean => state === 'signed' || state === 'returned'

export interface ParcelStanding {
  readonly state: ParcelState
  readonly refused: boolean
  /** When it was last heard of, or shipped. */
  readonly since: Instant
}

/** Why a parcel wants somebody, if it does. */
export const problemOf = ({ state, refused, since }: ParcelStanding, now: Instant): ParcelProblem | null => {
  if (state === 'problem' || state === 'returning' || state === 'returned') return state
  if (state === 'signed') return null
  if (refused) return 'unknown'
  return since <= addMs(now, -STUCK_AFTER_MS) ? 'stuck' : null
}

const MOBILE = /(?<!\d)1[3-9]\d{9}(?!\d)/

/** The phone of whoever has the parcel in hand today; yesterday's courier is of no use. */
export const courierPhoneOf = (news: readonly News[]): string | null => {
  const newest = news[0]
  return newest?.state === 'delivering' || newest?.state === 'problem' ? (MOBILE.exec(newest.text)?.[0] ?? null) : null
}
