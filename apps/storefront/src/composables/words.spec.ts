import { beforeEach, describe, expect, it, vi } from 'vitest'
import { countText, leftText, momentText, shortYuan } from './words'

describe('words', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    vi.setSystemTime('2026-11-22T02:00:00Z')
  })

  it('drops empty decimals only', () => {
    expect([4900, 2990, 1, 10000].map(shortYuan)).toEqual(['49', '29.9', '0.01', '100'])
  })

  it('shortens big counts without rounding up', () => {
    expect([0, 9999, 10_000, 23_199].map(countText)).toEqual(['0', '9999', '1万', '2.3万'])
  })

  it('says moments in the shop’s own days', () => {
    expect(momentText('2026-11-21T16:30:00Z')).toBe('今天 00:30')
    expect(momentText('2026-11-21T15:59:00Z')).toBe('昨天 23:59')
    expect(momentText('2026-11-19T02:00:00Z')).toBe('11-19 10:00')
    expect(momentText('2025-11-19T02:00:00Z')).toBe('2025-11-19 10:00')
  })

  it('counts down and never below zero', () => {
    expect([-5, 899_000, 7_384_000, 529_200_000].map(leftText)).toEqual(['00:00', '14:59', '02:03:04', '6 天 03 小时'])
  })
})
