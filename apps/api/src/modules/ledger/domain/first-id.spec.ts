import { newId } from '@jishi/kernel/id'
import { addMs, instantOf } from '@jishi/kernel/time'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { firstIdAt } from './first-id.js'

it('lies before every key of its moment and behind every key of an earlier one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1_000, max: 4_102_444_800_000 }), (ms) => {
      const moment = instantOf(ms)
      expect(firstIdAt(moment) <= newId({ now: () => moment })).toBe(true)
      // A source that stood still may have borrowed a little of the next millisecond; never seconds.
      expect(firstIdAt(moment) > newId({ now: () => addMs(moment, -1_000) })).toBe(true)
    }),
  )
})

it('is moved by whole hours', () => {
  const moment = instantOf('2026-11-30T16:00:00.000Z')
  expect(firstIdAt(moment, -1)).toBe(firstIdAt(instantOf('2026-11-30T15:00:00.000Z')))
})
