import { rfc3339 } from '../clock.js'

const MINUTE = 60 * 1000
const DAY = 24 * 60 * MINUTE
const SHANGHAI_OFFSET_MS = 8 * 60 * MINUTE
const UNITS: Readonly<Record<string, number>> = { m: MINUTE, h: 60 * MINUTE, d: DAY }

/** `2026-11-24 09:30:05` in Shanghai time, as the platform writes all times. */
export function wallTime(instant: number): string {
  return rfc3339(instant).slice(0, 19).replace('T', ' ')
}

export function instantOf(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return null
  const instant = Date.parse(`${text.replace(' ', 'T')}+08:00`)
  // 31 February parses into March: what does not read back as it was written is no date.
  return Number.isFinite(instant) && wallTime(instant) === text ? instant : null
}

/** How long a trade may wait: `90m`, `2h`, `15d`, or `1c` for the end of the day. */
export function expressEnd(text: string, now: number): number | null {
  if (text === '1c') return Math.floor((now + SHANGHAI_OFFSET_MS) / DAY) * DAY + DAY - SHANGHAI_OFFSET_MS
  const match = /^(\d{1,4})([mhd])$/.exec(text)
  const span = match === null ? 0 : Number(match[1]) * (UNITS[match[2] ?? ''] ?? 0)
  return span >= MINUTE && span <= 15 * DAY ? now + span : null
}
