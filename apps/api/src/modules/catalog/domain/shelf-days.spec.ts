import { addHours, instantOf } from '@jishi/kernel/time'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SPU_STATES } from '@jishi/contracts/catalog/catalog.terms'
import { dueMove, formDayFlaws, scheduleFlaws } from './shelf-days.js'

const now = instantOf('2026-11-11T00:00:00Z')
const [before, after, later] = [addHours(now, -1), addHours(now, 1), addHours(now, 2)]
const day = fc.option(
  fc.integer({ min: -5, max: 5 }).map((hours) => addHours(now, hours)),
  { nil: null },
)
const state = fc.constantFrom(...SPU_STATES)

describe('days on the shelf', () => {
  it('of a form may lie behind, but not the wrong way round and not ahead of what is there already', () => {
    expect(formDayFlaws('draft', { from: before, until: null }, now)).toEqual([])
    expect(formDayFlaws('draft', { from: later, until: after }, now).map(({ path }) => path)).toEqual(['shelfUntil'])
    expect(formDayFlaws('on_shelf', { from: after, until: null }, now).map(({ path }) => path)).toEqual(['shelfFrom'])
    expect(formDayFlaws('on_shelf', { from: before, until: later }, now)).toEqual([])
  })

  it('that are waited for lie ahead, each of them', () => {
    const paths = (of: (typeof SPU_STATES)[number], from: typeof now | null, until: typeof now | null) =>
      scheduleFlaws(of, { from, until }, now).map(({ path }) => path)
    expect(paths('draft', after, later)).toEqual([])
    expect(paths('draft', null, later)).toEqual(['shelfFrom'])
    expect(paths('off_shelf', now, null)).toEqual(['shelfFrom'])
    expect(paths('draft', after, before)).toEqual(['shelfUntil'])
    expect(paths('draft', later, after)).toEqual(['shelfUntil'])
    expect(paths('on_shelf', null, after)).toEqual([])
    expect(paths('on_shelf', null, null)).toEqual([])
    expect(paths('on_shelf', after, later)).toEqual(['shelfFrom'])
  })

  it('move nothing before they come, and nothing that does not wait', () => {
    fc.assert(
      fc.property(state, day, day, (of, from, until) => {
        const move = dueMove(of, { from, until }, now)
        if (of === 'draft' || of === 'off_shelf') expect(move).toBeUndefined()
        if (move === 'on') expect([of, from !== null && from <= now]).toEqual(['scheduled', true])
        if (move === 'off') expect(until !== null && until <= now).toBe(true)
        if (of === 'on_shelf' && until !== null && until <= now) expect(move).toBe('off')
      }),
    )
  })

  it('that were accepted ask for nothing at once', () => {
    fc.assert(
      fc.property(state, day, day, (of, from, until) => {
        fc.pre(scheduleFlaws(of, { from, until }, now).length === 0)
        expect(dueMove(of === 'on_shelf' ? 'on_shelf' : 'scheduled', { from, until }, now)).toBeUndefined()
      }),
    )
  })
})
