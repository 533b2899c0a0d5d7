import { readFileSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'

/** A title that begins with a number of payments.md, `#12 …`, or of a security case of paying, `T37 …`. */
const NUMBERED = /^(?:#\d{1,2}|T(?:31|3[5-9]|4[0-4]))[ :,]/
/** Such a title at the head of a call, as it stands in a spec. */
const NUMBERED_SPEC = /\(\s*['"`](?:#\d{1,2}|T(?:31|3[5-9]|4[0-4]))[ :,]/

/**
 * The specs that a run of faults is made of: all of `faults`, the model of a payment, and every other that holds a numbered fault. Paths are
 * relative to the api.
 * @param {string} api
 * @returns {string[]}
 */
export function faultSpecs(api) {
  const all = readdirSync(join(api, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.spec.ts'))
    .map((name) => join('test', name))
  const ofFaults = (name) => name.startsWith(join('test', 'faults')) || name.endsWith('any-life-of-a-payment.spec.ts')
  return all.filter((name) => ofFaults(name) || NUMBERED_SPEC.test(readFileSync(join(api, name), 'utf8'))).sort()
}

/** How many tests that hold a numbered fault have passed. */
export function faultsPassed(report) {
  const tests = (report?.testResults ?? []).flatMap((file) => file.assertionResults)
  const numbered = tests.filter(({ title, ancestorTitles }) =>
    [...ancestorTitles, title].some((one) => NUMBERED.test(one)),
  )
  return numbered.filter(({ status }) => status === 'passed').length
}

/**
 * What the audits at the ends of the files found: of how many invariants, and how many rows contradicted one. A line is
 * `{"invariants":74,"violations":0}`; no line at all means that nothing was looked at.
 * @param {string} lines
 */
export function auditsSummed(lines) {
  const notes = lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
  return {
    invariants: notes.reduce((most, { invariants }) => Math.max(most, invariants), 0),
    violations: notes.reduce((sum, { violations }) => sum + violations, 0),
  }
}

/** The files that took longest, slowest first, each as `64 s  test/faults/….spec.ts`. @param {string} api */
export function slowest(report, api, most = 8) {
  const files = (report?.testResults ?? []).map(({ name, startTime, endTime }) => ({
    name: relative(api, name),
    seconds: Math.round((endTime - startTime) / 1000),
  }))
  return files
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, most)
    .map(({ name, seconds }) => `${seconds} s  ${name}`)
}

/** The last line of the run. */
export function faultLine(faults, { invariants, violations }) {
  return `faults ${faults}, invariants ${invariants}, violations ${violations}`
}
