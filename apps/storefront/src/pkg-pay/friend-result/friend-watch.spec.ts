import { describe, expect, it } from 'vitest'
import { pauseAfter, phaseOf } from './friend-watch'

describe('the result of paying for a friend', () => {
  it('is not known before the server has answered', () => {
    expect(phaseOf(null, 0, false)).toBe('confirming')
  })

  it('believes an open payment unpaid only after asking a few times, and later still when the cashier thinks it paid', () => {
    expect(phaseOf({ state: 'open' }, 1, false)).toBe('confirming')
    expect(phaseOf({ state: 'open' }, 3, false)).toBe('open')
    expect(phaseOf({ state: 'open' }, 3, true)).toBe('confirming')
    expect(phaseOf({ state: 'open' }, 20, true)).toBe('slow')
  })

  it.each(['paid', 'paid_by_other', 'returned', 'closed'] as const)('%s is final at once', (state) => {
    expect(phaseOf({ state }, 1, true)).toBe(state)
    expect(pauseAfter(state, false)).toBeNull()
  })

  it('goes on asking while money is on its way back, and while nothing is decided', () => {
    expect(pauseAfter('returned', true)).not.toBeNull()
    expect(pauseAfter('slow', false)).toBeGreaterThan(pauseAfter('confirming', false) ?? 0)
  })
})
