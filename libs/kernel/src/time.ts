import { assert } from './assert.js'

declare const instantUnit: unique symbol
declare const shopDayUnit: unique symbol

/** A point in time as milliseconds since the epoch. Business code gets it from an injected Clock only. */
export type Instant = number & { readonly [instantUnit]: 'instant' }

/** A calendar day of the shop, yyyy-mm-dd in Asia/Shanghai. */
export type ShopDay = string & { readonly [shopDayUnit]: 'shop-day' }

export interface Clock {
  now(): Instant
}

export const secondMs = 1_000
export const minuteMs = 60_000
export const hourMs = 3_600_000
export const dayMs = 86_400_000

// The shop keeps one time zone, which has had no summer time since 1991. A fixed offset is exact from then on and works
// in every mini program, where Intl is not to be relied on.
const shopOffsetMs = 8 * hourMs
const dayPattern = /^\d{4}-\d{2}-\d{2}$/
const zonedPattern = /T.+(?:Z|[+-]\d{2}(?::?\d{2})?)$/i
const lastMs = 8.64e15

/** The real clock, for the outermost edge of a program. */
export const systemClock: Clock = { now: () => Date.now() as Instant }

/** Brands milliseconds, a Date of the database driver, or an ISO-8601 text with its zone. */
export function instantOf(value: number | string | Date): Instant {
  if (typeof value === 'string') assert(zonedPattern.test(value), `a time without a zone: ${value}`)
  const ms = typeof value === 'number' ? value : new Date(value).getTime()
  assert(Number.isSafeInteger(ms) && Math.abs(ms) <= lastMs, `not an instant: ${String(value)}`)
  return ms as Instant
}

/** ISO-8601 in UTC with milliseconds, as on the wire. */
export function isoOf(instant: Instant): string {
  return new Date(instant).toISOString()
}

/** For drivers that want a Date. */
export function dateOf(instant: Instant): Date {
  return new Date(instant)
}

export function addMs(instant: Instant, ms: number): Instant {
  return instantOf(instant + ms)
}

export function addMinutes(instant: Instant, minutes: number): Instant {
  return addMs(instant, minutes * minuteMs)
}

export function addHours(instant: Instant, hours: number): Instant {
  return addMs(instant, hours * hourMs)
}

/** Whole days of 24 hours; the shop's zone has no other kind. */
export function addDays(instant: Instant, days: number): Instant {
  return addMs(instant, days * dayMs)
}

/** Milliseconds from the earlier to the later; negative when they are the other way round. */
export function msBetween(earlier: Instant, later: Instant): number {
  return later - earlier
}

/** The shop's calendar day at this instant: 2026-11-21T16:00:00Z → '2026-11-22'. */
export function shopDay(instant: Instant): ShopDay {
  return isoOf(addMs(instant, shopOffsetMs)).slice(0, 10) as ShopDay
}

/** Reads a calendar day such as one of a form or a date column; undefined when there is no such day. */
export function parseShopDay(text: string): ShopDay | undefined {
  if (!dayPattern.test(text)) return undefined
  const ms = Date.parse(`${text}T00:00:00Z`)
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text) return undefined
  return text as ShopDay
}

/** Midnight in Shanghai at which the day begins; given an instant, of the day it falls in. */
export function startOfShopDay(of: Instant | ShopDay): Instant {
  const day = typeof of === 'number' ? shopDay(of) : of
  return instantOf(Date.parse(`${day}T00:00:00Z`) - shopOffsetMs)
}

export function addShopDays(day: ShopDay, count: number): ShopDay {
  assert(Number.isSafeInteger(count), `not a number of days: ${count}`)
  return shopDay(addDays(startOfShopDay(day), count))
}

/** What a person reads, in the shop's own time: '2026-11-22 15:04', with seconds when asked. */
export function shopTimeText(instant: Instant, precision: 'minute' | 'second' = 'minute'): string {
  const local = isoOf(addMs(instant, shopOffsetMs))
  return `${local.slice(0, 10)} ${local.slice(11, precision === 'minute' ? 16 : 19)}`
}
