import { describe, expect, it } from 'vitest'
import { pauseAfter, phaseOf } from './recharge-watch'

describe('the result of a recharge', () => {
  it('is not known before the server has answered, and final when it is paid or closed', () => {
    expect(phaseOf(null, 0, false)).toBe('confirming')
    expect([phaseOf({ state: 'paid' }, 1, true), phaseOf({ state: 'closed' }, 1, false)]).toEqual(['paid', 'closed'])
    expect([pauseAfter('paid'), pauseAfter('closed')]).toEqual([null, null])
  })

  it('believes an open one unpaid after a few questions, unless the cashier says otherwise', () => {
    expect(phaseOf({ state: 'open' }, 2, false)).toBe('confirming')
    expect(phaseOf({ state: 'open' }, 3, false)).toBe('open')
    expect(phaseOf({ state: 'open' }, 19, true)).toBe('confirming')
    expect(phaseOf({ state: 'open' }, 20, true)).toBe('slow')
  })

  it('asks more calmly once it takes long, and never stops before there is an answer', () => {
    expect(phaseOf({ state: 'confirming' }, 20, false)).toBe('slow')
    expect(pauseAfter('slow')).toBeGreaterThan(pauseAfter('confirming') ?? 0)
  })
})
