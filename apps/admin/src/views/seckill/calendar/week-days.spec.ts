import type { SeckillCard } from '@jishi/contracts/seckill/seckill-desk.schema'
import { describe, expect, it } from 'vitest'
import { dayAfter, entriesOn, weekOf } from './week-days'

const card = (name: string, startsAt: string, endsAt: string): SeckillCard => ({
  ...{ id: name, version: 1, state: 'armed', name, warmUpAt: startsAt, startsAt, endsAt, skus: 1 },
  ...{ total: 1, drawn: 0, sold: 0, settledAt: null },
})

describe('the calendar of flash sales', () => {
  it('shows weeks from Monday on', () => {
    expect([weekOf('2026-11-30')[0], weekOf('2026-12-06')[0], weekOf('2026-12-06')[6]]).toEqual([
      '2026-11-30',
      '2026-11-30',
      '2026-12-06',
    ])
    expect(dayAfter('2026-12-31', 1)).toBe('2027-01-01')
  })

  it('lays sessions on shop days, by the clock; one that runs over midnight is on both', () => {
    const cards = [
      card('night', '2026-12-01T14:00:00.000Z', '2026-12-01T18:00:00.000Z'),
      card('noon', '2026-12-01T04:00:00.000Z', '2026-12-01T05:00:00.000Z'),
      card('to midnight', '2026-12-01T15:00:00.000Z', '2026-12-01T16:00:00.000Z'),
    ]
    const on = (day: string) => entriesOn(day, cards).map(({ card: { name }, from, to }) => [name, from, to])
    expect(on('2026-12-01')).toEqual([
      ['noon', '12:00', '13:00'],
      ['night', '22:00', '24:00'],
      ['to midnight', '23:00', '24:00'],
    ])
    expect(on('2026-12-02')).toEqual([['night', '00:00', '02:00']])
    expect(on('2026-11-30')).toEqual([])
  })
})
