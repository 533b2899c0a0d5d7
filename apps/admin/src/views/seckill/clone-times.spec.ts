import { describe, expect, it } from 'vitest'
import { cloneSessionsOf, timesOf } from './clone-times'

const source = {
  ...{ warmUpAt: '2026-12-01T01:30:00.000Z', startsAt: '2026-12-01T02:00:00.000Z' },
  endsAt: '2026-12-01T04:00:00.000Z',
}
const NOW = Date.parse('2026-12-01T08:00:00.000Z')
const flawsOf = (firstDay: string, days: string, times: string) =>
  Object.fromEntries(cloneSessionsOf({ firstDay, days, times }, source, NOW).flaws)

describe('a flash sale at other times', () => {
  it('reads times however they are parted, each once and in order', () => {
    expect(timesOf('20:00、9:00，09:00 14：30')).toEqual(['09:00', '14:30', '20:00'])
    expect([timesOf('25:00'), timesOf('noon'), timesOf('  ')]).toEqual([undefined, undefined, undefined])
  })

  it('makes every time of every day, as long as the source and shown as long ahead', () => {
    const { sessions } = cloneSessionsOf({ firstDay: '2026-12-31', days: '2', times: '10:00 20:00' }, source, NOW)
    expect(sessions.map(({ startsAt }) => startsAt)).toEqual([
      '2026-12-31T02:00:00.000Z',
      '2026-12-31T12:00:00.000Z',
      '2027-01-01T02:00:00.000Z',
      '2027-01-01T12:00:00.000Z',
    ])
    expect(sessions[1]).toEqual({
      ...{ warmUpAt: '2026-12-31T11:30:00.000Z', startsAt: '2026-12-31T12:00:00.000Z' },
      endsAt: '2026-12-31T14:00:00.000Z',
    })
  })

  it('says what is wrong beside its field', () => {
    expect(flawsOf('', '0', 'x')).toEqual({
      ...{ firstDay: 'seckill.clone.flawDay', days: 'seckill.clone.flawDays', times: 'seckill.clone.flawTimes' },
    })
    expect(flawsOf('2026-12-02', '11', '10:00 20:00')).toEqual({ times: 'seckill.clone.flawMany' })
    expect(flawsOf('2026-12-01', '1', '16:00')).toEqual({ times: 'seckill.clone.flawOver' })
    expect(flawsOf('2026-12-01', '1', '16:01')).toEqual({})
  })
})
