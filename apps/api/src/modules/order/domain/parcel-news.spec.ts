import { addMs, hourMs, instantOf, type Instant } from '@jishi/kernel/time'
import { describe, expect, it } from 'vitest'
import { courierPhoneOf, inOrder, isNewer, problemOf, type News } from './parcel-news.js'

const NOW = instantOf('2026-11-29T10:00:00Z')
const news = (at: Instant, state: News['state'] = 'in_transit', text = '运输中'): News => ({
  at,
  state,
  text,
  place: null,
})
const hoursAgo = (hours: number): Instant => addMs(NOW, -hours * hourMs)

describe('news of a parcel', () => {
  it('an older or equal history never replaces a newer one, one that tells more does', () => {
    const known = { newestAt: hoursAgo(1), count: 2 }
    expect(isNewer(known, [])).toBe(false)
    expect(isNewer(known, [news(hoursAgo(2)), news(hoursAgo(3)), news(hoursAgo(4))])).toBe(false)
    expect(isNewer(known, [news(hoursAgo(1)), news(hoursAgo(3))])).toBe(false)
    expect(isNewer(known, [news(hoursAgo(1)), news(hoursAgo(2)), news(hoursAgo(3))])).toBe(true)
    expect(isNewer(known, [news(NOW)])).toBe(true)
    expect(isNewer({ newestAt: null, count: 0 }, [news(hoursAgo(9))])).toBe(true)
  })

  it('a clock that runs ahead is not believed', () => {
    const ahead = addMs(NOW, hourMs)
    expect(inOrder([news(ahead, 'signed'), news(hoursAgo(1))], NOW).map(({ at }) => at)).toEqual([NOW, hoursAgo(1)])
  })

  it.each([
    ['problem', false, 0, 'problem'],
    ['returned', false, 0, 'returned'],
    ['awaiting', true, 0, 'unknown'],
    ['in_transit', false, 71, null],
    ['in_transit', false, 72, 'stuck'],
    ['signed', false, 500, null],
  ] as const)('%s, refused %s, silent for %i hours: %s', (state, refused, hours, problem) => {
    expect(problemOf({ state, refused, since: hoursAgo(hours) }, NOW)).toBe(problem)
  })

  it('the courier is whoever has it today', () => {
    const delivering = news(NOW, 'delivering', '快递员正在派送，电话 13900000000')
    expect(courierPhoneOf([delivering])).toBe('13900000000')
    expect(courierPhoneOf([news(NOW), delivering])).toBeNull()
    expect(courierPhoneOf([news(NOW, 'delivering', '单号 139000000001234')])).toBeNull()
  })
})
