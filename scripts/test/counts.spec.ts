import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { countsOfRun, failuresOf, lineOf, runCheck, runVitest, sumCounts } from '../lib/counts.mjs'

const root = resolve(import.meta.dirname, '../..')
const vitest = join(root, 'node_modules/vitest/vitest.mjs')
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jishi-counts-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const quiet = () => ({
  cwd: folder,
  env: { ...process.env, VITEST: undefined, VITEST_WORKER_ID: undefined, VITEST_POOL_ID: undefined },
  limitMs: 30_000,
  output: ['ignore', 'ignore', 'ignore'] as const,
})

describe('the sum of a run', () => {
  it('is read from a real run of vitest', async () => {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    const tests = ["it('a', () => {})", "it('b', () => { throw new Error('b') })", "it.skip('c', () => {})"]
    writeFileSync(join(folder, 'a.test.mjs'), ["import { it } from 'vitest'", ...tests].join('\n'))
    writeFileSync(join(folder, 'broken.test.mjs'), "throw new Error('before any test')")
    const { failures, ...counts } = await runVitest(vitest, [], quiet())
    expect(counts).toEqual({ passed: 1, failed: 2, skipped: 1 })
    expect([...(failures ?? [])].sort()).toEqual(['a.test.mjs: b: Error: b', 'broken.test.mjs: before any test'])
  })

  it('names what failed with all of its reason on one line, without the way there', () => {
    const message = `AssertionError: expected 4 to be 0\n\n- 0\n+ 4\n    at a.spec.ts:1:1${'\n    at b'.repeat(99)}`
    const failed = { status: 'failed', fullName: 'counts', failureMessages: [message] }
    const report = { testResults: [{ name: join(folder, 'a.spec.ts'), assertionResults: [failed] }] }
    expect(failuresOf(report, folder)).toEqual(['a.spec.ts: counts: AssertionError: expected 4 to be 0 - 0 + 4'])
  })

  it('never takes silence for success', () => {
    const empty = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] }
    expect(countsOfRun(0, undefined)).toEqual({ passed: 0, failed: 1, skipped: 0 })
    expect(countsOfRun(1, empty)).toEqual({ passed: 3, failed: 1, skipped: 0 })
    expect(countsOfRun(0, empty)).toEqual({ passed: 3, failed: 0, skipped: 0 })
  })
})

describe('a check', () => {
  const node = (script: string, limitMs = 30_000) => runCheck(process.execPath, ['-e', script], { ...quiet(), limitMs })

  it('counts as one, passed or failed', async () => {
    expect(await node('')).toEqual({ passed: 1, failed: 0, skipped: 0 })
    expect(await node('process.exit(3)')).toEqual({ passed: 0, failed: 1, skipped: 0 })
    expect(await runCheck(join(folder, 'nowhere'), [], quiet())).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })

  it('fails when it outlives its limit', async () => {
    expect(await node('setInterval(() => {}, 1000)', 300)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })
})

describe('the last line', () => {
  it('sums all runners', () => {
    const sum = sumCounts([
      { passed: 1, failed: 2, skipped: 3 },
      { passed: 10, failed: 0, skipped: 1 },
    ])
    expect(lineOf(sum)).toBe('11 passed, 2 failed, 4 skipped')
    expect(lineOf(sumCounts([]))).toBe('0 passed, 0 failed, 0 skipped')
  })
})
