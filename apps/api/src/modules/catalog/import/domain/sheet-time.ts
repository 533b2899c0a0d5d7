import { addMs, minuteMs, parseShopDay, secondMs, shopTimeText, startOfShopDay, type Instant } from '@jishi/kernel/time'

const WRITTEN = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/

const within = (text: string | undefined, most: number): number | undefined => {
  const value = Number(text ?? '0')
  return value <= most ? value : undefined
}

/** A moment on the shop's own clock as sheets write it, whichever sign parts the day; without a time it is the day's beginning. */
export const sheetTime = (text: string): Instant | undefined => {
  const [, year = '', month = '', date = '', hours, minutes, seconds] = WRITTEN.exec(text) ?? []
  const day = parseShopDay(`${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`)
  const [h, m, s] = [within(hours, 23), within(minutes, 59), within(seconds, 59)]
  if (day === undefined || h === undefined || m === undefined || s === undefined) return undefined
  return addMs(startOfShopDay(day), (h * 60 + m) * minuteMs + s * secondMs)
}

/** The same the other way; seconds only where there are some. */
export const sheetTimeText = (at: Instant): string => shopTimeText(at, at % minuteMs === 0 ? 'minute' : 'second')
