import { addMs, instantOf, type Instant } from '@jishi/kernel/time'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Backoff } from './backoff.js'
import { Breaker } from './breaker.js'

const RULES = { failures: 3, openMs: 1_000 }
const START = instantOf('2026-03-01T00:00:00Z')
const at = (ms: number): Instant => addMs(START, ms)

const opened = (): Breaker => {
  const breaker = new Breaker(RULES)
  for (let n = 0; n < RULES.failures; n += 1) breaker.fail(START)
  return breaker
}

describe('a breaker', () => {
  it('opens after so many silences in a row, and says so once', () => {
    const breaker = new Breaker(RULES)
    expect([1, 2, 3, 4].map(() => breaker.fail(START))).toEqual([false, false, true, false])
    expect(breaker.stateAt(START)).toBe('open')
    expect(breaker.admit(at(999))).toBe(false)
  })

  it('counts in a row only: one answer and all begins anew', () => {
    const breaker = new Breaker(RULES)
    breaker.fail(START)
    breaker.fail(START)
    expect(breaker.succeed()).toBe(false)
    expect([breaker.fail(START), breaker.fail(START)]).toEqual([false, false])
    expect(breaker.stateAt(START)).toBe('closed')
  })

  it('lets one try when its time has come, and another only when that one took too long', () => {
    const breaker = opened()
    expect(breaker.stateAt(at(1_000))).toBe('half_open')
    expect([1, 2, 3].map(() => breaker.admit(at(1_000)))).toEqual([true, false, false])
    expect(breaker.admit(at(2_000))).toBe(true)
  })

  it('closes by an answer, and stays open by another silence', () => {
    const answered = opened()
    answered.admit(at(1_000))
    expect(answered.succeed()).toBe(true)
    expect([1, 2, 3].map(() => answered.admit(at(1_000)))).toEqual([true, true, true])
    const silent = opened()
    silent.admit(at(1_000))
    expect(silent.fail(at(1_500))).toBe(false)
    expect([silent.admit(at(2_499)), silent.admit(at(2_500))]).toEqual([false, true])
  })

  it('whatever happens, it is closed right after an answer, and an open one always lets somebody try later', () => {
    const step = fc.record({
      act: fc.constantFrom('fail', 'succeed', 'admit'),
      afterMs: fc.integer({ min: 0, max: 3_000 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const breaker = new Breaker(RULES)
        let now = START
        let silences = 0
        for (const { act, afterMs } of steps) {
          now = addMs(now, afterMs)
          if (act === 'admit') {
            const would = breaker.wouldAdmit(now)
            expect(breaker.admit(now)).toBe(would)
          } else if (act === 'succeed') {
            silences = 0
            breaker.succeed()
            expect(breaker.stateAt(now)).toBe('closed')
          } else {
            silences += 1
            breaker.fail(now)
          }
          if (silences < RULES.failures) expect(breaker.stateAt(now)).toBe('closed')
          else expect(breaker.stateAt(now)).not.toBe('closed')
          expect(breaker.wouldAdmit(addMs(now, 2 * RULES.openMs))).toBe(true)
        }
      }),
    )
  })
})

describe('#33 a channel that wants fewer calls', () => {
  it('is asked less and less often, never at the same moment by all, and as before once it answers', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 20 }), (chance, times) => {
        const backoff = new Backoff(() => chance)
        for (let n = 1; n <= times; n += 1) backoff.slowDown(START)
        const wholeMs = Math.min(1_000 * 2 ** (times - 1), 60_000)
        expect(backoff.holds(at(wholeMs / 2 - 1))).toBe(true)
        expect(backoff.holds(at(wholeMs))).toBe(false)
        backoff.answered()
        expect(backoff.holds(START)).toBe(false)
      }),
    )
  })
})
