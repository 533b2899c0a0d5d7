import { describe, expect, it } from 'vitest'
import { barsOf, daysOf, monthAfter } from './calendar-days'

const entry = (id: string, fromAt: string, untilAt: string, campaign: string | null = null) => ({
  ...{ id, what: 'offer' as const, name: id, campaign, phase: 'running' as const, fromAt, untilAt },
})

describe('the calendar of campaigns', () => {
  it('knows its months and their days', () => {
    expect([monthAfter('2026-12', 1), monthAfter('2026-01', -1)]).toEqual(['2027-01', '2025-12'])
    expect([daysOf('2028-02').length, daysOf('2026-11')[29]]).toEqual([29, '2026-11-30'])
  })

  it('lays bars over days of the shop; midnight belongs to the day before', () => {
    const days = daysOf('2026-11')
    const bars = barsOf(
      [
        entry('late', '2026-11-29T16:00:00.000Z', '2026-12-20T16:00:00.000Z'),
        entry('day', '2026-11-10T16:00:00.000Z', '2026-11-11T16:00:00.000Z', '双十一'),
        entry('gone', '2026-10-01T00:00:00.000Z', '2026-10-31T16:00:00.000Z'),
        entry('all', '2026-10-01T00:00:00.000Z', '2026-12-31T16:00:00.000Z'),
      ],
      days,
    )
    expect(bars.map(({ id, first, last }) => [id, first, last])).toEqual([
      ['day', 11, 12],
      ['all', 1, 31],
      ['late', 30, 31],
    ])
  })
})
