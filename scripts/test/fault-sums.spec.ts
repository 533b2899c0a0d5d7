import { join } from 'node:path'
import { expect, it } from 'vitest'
import { auditsSummed, faultLine, faultSpecs, faultsPassed, slowest } from '../lib/fault-sums.mjs'
import { root } from '../lib/tree.mjs'

const test = (title: string, status = 'passed', ancestorTitles: string[] = []) => ({ title, status, ancestorTitles })

it('counts tests with a number at their head, or at that of a group of theirs, that passed', () => {
  const report = {
    testResults: [
      {
        assertionResults: [
          test('#1 a notice twice'),
          test('goes back', 'passed', ['T40: late money']),
          test('#2 a notice too early', 'failed'),
          test('is found, as in #3'),
          test('leaves a shop without a contradiction'),
        ],
      },
    ],
  }
  expect(faultsPassed(report)).toBe(2)
  expect(faultsPassed(undefined)).toBe(0)
})

it('adds what audits found, and knows that none was made', () => {
  const notes = '{"invariants":70,"violations":0}\n{"invariants":74,"violations":2}\n{"invariants":74,"violations":1}\n'
  expect(auditsSummed(notes)).toEqual({ invariants: 74, violations: 3 })
  expect(auditsSummed('')).toEqual({ invariants: 0, violations: 0 })
  expect(faultLine(40, { invariants: 74, violations: 0 })).toBe('faults 40, invariants 74, violations 0')
})

it('runs every spec of faults, and those elsewhere that hold a numbered one', () => {
  const specs = faultSpecs(join(root, 'apps/api'))
  expect(specs).toContain(join('test', 'faults', 'dying-between.spec.ts'))
  expect(specs).toContain(join('test', 'races', 'change-of-wallet.spec.ts'))
  expect(specs).not.toContain(join('test', 'stories', 'order-centre.spec.ts'))
})

it('says which files took longest', () => {
  const file = (name: string, from: number, to: number) => ({ name: `/api/test/${name}`, startTime: from, endTime: to })
  const testResults = [file('a.spec.ts', 0, 2_400), file('b.spec.ts', 1_000, 65_000), file('c.spec.ts', 0, 9)]
  expect(slowest({ testResults }, '/api', 2)).toEqual(['64 s  test/b.spec.ts', '2 s  test/a.spec.ts'])
  expect(slowest(undefined, '/api')).toEqual([])
})
