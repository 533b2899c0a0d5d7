import { CHECK_VERDICTS } from '@jishi/contracts/moderation/moderation.terms'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { worstVerdict } from './worst-verdict.js'

describe('the verdict on all parts', () => {
  it.each([
    [['pass', 'pass'], 'pass'],
    [['pass', 'unknown'], 'unknown'],
    [['unknown', 'review', 'pass'], 'review'],
    [['review', 'risky', 'unknown'], 'risky'],
  ] as const)('of %j is %s', (verdicts, worst) => {
    expect(worstVerdict(verdicts)).toBe(worst)
  })

  it('passes only where everything passed, in whatever order it came', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...CHECK_VERDICTS), { minLength: 1 }), (verdicts) => {
        expect(worstVerdict(verdicts) === 'pass').toBe(verdicts.every((verdict) => verdict === 'pass'))
        expect(worstVerdict([...verdicts].reverse())).toBe(worstVerdict(verdicts))
      }),
    )
  })
})
