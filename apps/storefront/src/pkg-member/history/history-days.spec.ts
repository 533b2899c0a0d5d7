import { expect, it } from 'vitest'
import { noteServerTime } from '@/api'
import { byDay } from './history-days'

it('gathers what was seen by the days of the shop, newest first', () => {
  noteServerTime('2026-11-29T04:00:00.000Z')
  const rows = [
    // Ten past midnight in Shanghai is the evening before in UTC.
    { viewedAt: '2026-11-28T16:10:00.000Z' },
    { viewedAt: '2026-11-28T15:50:00.000Z' },
    { viewedAt: '2026-11-28T03:00:00.000Z' },
    { viewedAt: '2026-11-02T03:00:00.000Z' },
    { viewedAt: '2025-12-31T03:00:00.000Z' },
  ]
  expect(byDay(rows).map(({ name, rows: seen }) => [name, seen.length])).toEqual([
    ['今天', 1],
    ['昨天', 2],
    ['11-02', 1],
    ['2025-12-31', 1],
  ])
})
