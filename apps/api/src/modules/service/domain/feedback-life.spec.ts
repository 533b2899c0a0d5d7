import { readFileSync } from 'node:fs'
import { FEEDBACK_ACTIONS, FEEDBACK_STATES } from '@jishi/contracts/service/feedback.terms'
import { addHours, instantOf } from '@jishi/kernel/time'
import { describe, expect, it } from 'vitest'
import { dueAfter, feedbackLife, owesAnswer } from './feedback-life.js'

const NOW = instantOf('2026-03-01T02:00:00.000Z')
const IN_TIME = { mayReopen: true }

describe('the life of a feedback', () => {
  it('has the states and actions of the contract', () => {
    expect(feedbackLife.table.states).toEqual([...FEEDBACK_STATES])
    expect(Object.keys(feedbackLife.table.actions).sort()).toEqual([...FEEDBACK_ACTIONS].sort())
  })

  it('is closed by the shop only behind an answer', () => {
    for (const state of FEEDBACK_STATES)
      expect(feedbackLife.allowed(state, IN_TIME, 'operator').includes('close')).toBe(state === 'answered')
  })

  it('is taken up again in time, by its member', () => {
    expect(feedbackLife.allowed('closed', IN_TIME, 'member')).toEqual(['reopen'])
    expect(feedbackLife.allowed('closed', { mayReopen: false }, 'member')).toEqual([])
    expect(feedbackLife.allowed('closed', IN_TIME, 'operator')).toEqual([])
  })

  it('is the one its README shows', () => {
    const shown = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
    for (const [action, rule] of Object.entries(feedbackLife.table.actions)) {
      const row = shown.split('\n').find((line) => line.startsWith(`| ${action} `))
      expect(row, action).toContain(` ${rule.from.join(', ')} `)
    }
  })
})

describe('the promised answer', () => {
  it('comes within a day where it presses, else within three', () => {
    const begun = { state: null, dueAt: null }
    expect(dueAfter({ ...begun, kind: 'complaint' }, 'open', NOW)).toBe(addHours(NOW, 24))
    expect(dueAfter({ ...begun, kind: 'suggestion' }, 'open', NOW)).toBe(addHours(NOW, 72))
  })

  it('is not put off by more words, and is made anew behind an answer', () => {
    const earlier = addHours(NOW, -20)
    expect(dueAfter({ kind: 'report', state: 'open', dueAt: earlier }, 'open', NOW)).toBe(earlier)
    expect(dueAfter({ kind: 'report', state: 'answered', dueAt: null }, 'replied', NOW)).toBe(addHours(NOW, 24))
  })

  it('is owed exactly where a time is promised', () => {
    for (const to of FEEDBACK_STATES)
      expect(dueAfter({ kind: 'question', state: null, dueAt: null }, to, NOW) !== null).toBe(owesAnswer(to))
  })
})
