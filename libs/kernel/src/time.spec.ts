import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  addHours,
  addMinutes,
  addMs,
  addShopDays,
  dateOf,
  dayMs,
  instantOf,
  isoOf,
  msBetween,
  parseShopDay,
  shopDay,
  shopTimeText,
  startOfShopDay,
  systemClock,
} from './time.js'

const instants = fc
  .integer({ min: Date.parse('1992-01-01T00:00:00Z'), max: Date.parse('2200-01-01T00:00:00Z') })
  .map((ms) => instantOf(ms))

describe('an instant', () => {
  it('is read from milliseconds, a Date or a text with its zone', () => {
    const instant = instantOf('2026-11-22T07:04:05.006Z')
    expect(isoOf(instant)).toBe('2026-11-22T07:04:05.006Z')
    expect(instantOf('2026-11-22T15:04:05.006+08:00')).toBe(instant)
    expect(instantOf(dateOf(instant))).toBe(instant)
    expect(instantOf(Number(instant))).toBe(instant)
  })

  it.each(['2026-11-22', '2026-11-22T07:04:05', 'soon', '', '2026-13-01T00:00:00Z'])('is not %j', (text) => {
    expect(() => instantOf(text)).toThrow()
  })

  it('is no fraction and no nonsense', () => {
    expect(() => instantOf(0.5)).toThrow()
    expect(() => instantOf(Number.NaN)).toThrow()
    expect(() => instantOf(9e15)).toThrow()
  })

  it('moves', () => {
    const start = instantOf('2026-11-22T00:00:00Z')
    expect(isoOf(addMs(addMinutes(addHours(addDays(start, 1), 2), 3), 4))).toBe('2026-11-23T02:03:00.004Z')
    expect(msBetween(start, addDays(start, -1))).toBe(-dayMs)
  })

  it('comes from the real clock at the edge', () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1_000)
  })
})

describe('the day of the shop', () => {
  it('turns at midnight in Shanghai', () => {
    expect(shopDay(instantOf('2026-11-21T15:59:59.999Z'))).toBe('2026-11-21')
    expect(shopDay(instantOf('2026-11-21T16:00:00.000Z'))).toBe('2026-11-22')
    expect(isoOf(startOfShopDay(shopDay(instantOf('2026-11-21T16:00:00Z'))))).toBe('2026-11-21T16:00:00.000Z')
  })

  it('crosses months, years and leap days', () => {
    const day = (text: string) => addShopDays(startOfDay(text), 1)
    expect(day('2026-12-31')).toBe('2027-01-01')
    expect(day('2028-02-28')).toBe('2028-02-29')
    expect(addShopDays(startOfDay('2028-03-01'), -1)).toBe('2028-02-29')
  })

  it('holds every instant between its start and the next', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const start = startOfShopDay(instant)
        expect(start <= instant && instant < startOfShopDay(addShopDays(shopDay(instant), 1))).toBe(true)
        expect(startOfShopDay(shopDay(instant))).toBe(start)
      }),
    )
  })

  it('agrees with the zone database', () => {
    const zone = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short' })
    fc.assert(fc.property(instants, (instant) => zone.format(instant) === shopDay(instant)))
  })

  it('is read from a text only when there is such a day', () => {
    expect(parseShopDay('2026-11-22')).toBe('2026-11-22')
    for (const text of ['2026-02-30', '2026-2-3', '26-11-22', '2026-11-22T00:00:00Z', '']) {
      expect(parseShopDay(text)).toBeUndefined()
    }
  })

  it('is shown in its own time', () => {
    const instant = instantOf('2026-11-22T07:04:05Z')
    expect(shopTimeText(instant)).toBe('2026-11-22 15:04')
    expect(shopTimeText(instant, 'second')).toBe('2026-11-22 15:04:05')
  })
})

function startOfDay(text: string) {
  const day = parseShopDay(text)
  if (day === undefined) throw new Error(`no such day: ${text}`)
  return day
}
