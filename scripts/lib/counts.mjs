import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

/** @typedef {{ passed: number, failed: number, skipped: number, failures?: string[] }} Counts `failures`: their names. */

/** @type {Counts} */
export const noCounts = Object.freeze({ passed: 0, failed: 0, skipped: 0 })

/** @param {Counts[]} all @returns {Counts} */
export function sumCounts(all) {
  return all.reduce(
    (sum, { passed, failed, skipped }) => ({
      passed: sum.passed + passed,
      failed: sum.failed + failed,
      skipped: sum.skipped + skipped,
    }),
    noCounts,
  )
}

/** The one line every run of tests ends with. @param {Counts} counts */
export function lineOf({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

/**
 * Runs a program to its end, its output going straight through. Resolves with the exit code; a program that had to be
 * ended by a signal, at the time limit or from outside, or that could not start, has the code 1.
 */
export function run(program, args, { cwd, env, limitMs, output = ['ignore', 'inherit', 'inherit'] }) {
  return new Promise((settle) => {
    const child = spawn(program, args, { cwd, env, stdio: output })
    const end = (signal) => child.kill(signal)
    const onStop = () => end('SIGTERM')
    const overdue = setTimeout(() => {
      process.stderr.write(`over its limit of ${Math.round(limitMs / 1000)} s: ${args.join(' ')}\n`)
      end('SIGTERM')
    }, limitMs)
    const stubborn = setTimeout(() => end('SIGKILL'), limitMs + 10_000)
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, onStop)
    const finish = (code) => {
      clearTimeout(overdue)
      clearTimeout(stubborn)
      for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, onStop)
      settle(code ?? 1)
    }
    child.once('error', (error) => {
      process.stderr.write(`${program}: ${error.message}\n`)
      finish(1)
    })
    child.once('close', finish)
  })
}

/** A check that only passes or fails counts as one. @returns {Promise<Counts>} */
export async function runCheck(program, args, options) {
  const code = await run(program, args, options)
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 }
}

/** Runs vitest with its own report for people and a report in JSON for the sum; `onReport` sees that. @returns {Promise<Counts>} */
export async function runVitest(vitest, args, options) {
  const folder = mkdtempSync(join(tmpdir(), 'jishi-report-'))
  const report = join(folder, 'report.json')
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const code = await run(process.execPath, [vitest, 'run', ...args, ...reporters], options)
    const read = readReport(report)
    options.onReport?.(read)
    return { ...countsOfRun(code, read), failures: failuresOf(read, options.cwd) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * What failed, each with its reason on one line: a log that was cut in the middle still says at its end what to mend.
 * @returns {string[]}
 */
export function failuresOf(report, cwd) {
  const reasonOf = (message) =>
    (message ?? '')
      .split(/\n\s+at /, 1)[0]
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, 600)
  return (report?.testResults ?? []).flatMap((file) => {
    const path = relative(cwd, file.name)
    const failed = file.assertionResults.filter(({ status }) => status === 'failed')
    if (failed.length === 0) return file.status === 'failed' ? [`${path}: ${reasonOf(file.message)}`] : []
    return failed.map(({ fullName, failureMessages }) => `${path}: ${fullName}: ${reasonOf(failureMessages?.[0])}`)
  })
}

/**
 * The sum of one run. A file that broke before its first test and a run that failed without a failed test (an unhandled
 * rejection, a crash, no tests at all) count as one failure: silence is never success.
 * @returns {Counts}
 */
export function countsOfRun(code, report) {
  if (!report) return { passed: 0, failed: 1, skipped: 0 }
  const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
  const failed = report.numFailedTests + broken.length
  return {
    passed: report.numPassedTests,
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}
