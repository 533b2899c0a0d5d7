import { readFileSync } from 'node:fs'
import { REVIEW_ACTIONS, REVIEW_STATES } from '@jishi/contracts/review/review.terms'
import { describe, expect, it } from 'vitest'
import { reviewLife } from './review-life.js'

describe('the life of a review', () => {
  it('has the states and actions of the contract', () => {
    expect(reviewLife.table.states).toEqual([...REVIEW_STATES])
    expect(Object.keys(reviewLife.table.actions).sort()).toEqual([...REVIEW_ACTIONS].sort())
  })

  it('is shown only by an operator', () => {
    for (const state of REVIEW_STATES)
      for (const action of reviewLife.allowed(state, undefined, 'member'))
        expect(reviewLife.next(state, action, undefined, 'member')).not.toBe('shown')
  })

  it('may be objected to once', () => {
    const appealed = reviewLife.next('refused', 'appeal', undefined, 'member')
    const ended = reviewLife.next(appealed, 'refuse', undefined, 'operator')
    expect(reviewLife.allowed(ended, undefined, 'member')).toEqual([])
  })

  it('is the one its README shows', () => {
    const shown = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
    for (const [action, rule] of Object.entries(reviewLife.table.actions)) {
      const row = shown.split('\n').find((line) => line.startsWith(`| ${action} `))
      expect(row, action).toContain(` ${rule.from.join(', ')} `)
    }
  })
})
