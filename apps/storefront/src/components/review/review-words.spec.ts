import { describe, expect, it } from 'vitest'
import { addedText, dayText } from './review-words'

describe('words beside a review', () => {
  it('name the day it was in the shop, not in Greenwich', () => {
    expect(dayText('2026-03-01T15:59:59.999Z')).toBe('2026-03-01')
    expect(dayText('2026-03-01T16:00:00.000Z')).toBe('2026-03-02')
  })

  it('count the days until something was added, and no nought', () => {
    expect([0, 1, 30].map(addedText)).toEqual(['当天追评', '1 天后追评', '30 天后追评'])
  })
})
