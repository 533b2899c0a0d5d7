import { describe, expect, it } from 'vitest'
import { parcelLife as life } from './parcel-life.js'

const told = { arrived: false }
const there = { arrived: true }

describe('the life of a parcel as it is followed', () => {
  it.each(life.table.states)(
    'from %s, what its carrier tells is heard, and where it has arrived that is the end',
    (state) => {
      expect(life.next(state, 'hear', told, 'system')).toBe('watching')
      expect(life.next(state, 'arrive', there, 'system')).toBe('over')
      expect(life.allowed(state, there, 'system')).not.toContain('hear')
      expect(life.allowed(state, told, 'system')).not.toContain('arrive')
    },
  )

  it('the answer to "tell us of it" counts only while it is waited for', () => {
    expect(life.allowed('due', told, 'system')).toEqual(['accept', 'refuse', 'hear'])
    for (const late of ['watching', 'refused', 'over'] as const) {
      expect(life.refusal(late, 'refuse', told, 'system')).toMatchObject({ reason: 'STATE' })
    }
  })

  it('only who is followed falls silent or is lost sight of, and only a person puts a number right', () => {
    for (const state of ['due', 'refused', 'over'] as const) {
      expect(life.allowed(state, told, 'system')).not.toEqual(expect.arrayContaining(['fall_silent']))
      expect(life.refusal(state, 'lose_sight', told, 'system')).toMatchObject({ reason: 'STATE' })
    }
    expect(life.table.states.map((state) => life.allowed(state, told, 'operator'))).toEqual(
      life.table.states.map(() => ['start_over']),
    )
  })
})
