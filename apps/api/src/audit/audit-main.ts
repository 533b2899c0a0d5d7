import { parseArgs } from 'node:util'
import { withDatabase } from '../infra/postgres/with-database.js'
import { auditText, runAudit, violationsIn, type Finding } from './run-audit.js'

const LOOK_AGAIN_MS = 1_000

interface Arguments {
  readonly json: boolean
  readonly at: string | undefined
  readonly waitSeconds: number
}

const argumentsOf = (): Arguments => {
  const { values } = parseArgs({
    options: { json: { type: 'boolean', default: false }, at: { type: 'string' }, wait: { type: 'string' } },
  })
  const waitSeconds = Number(values.wait ?? 0)
  if (!(waitSeconds >= 0)) throw new Error('--wait takes seconds')
  return { json: values.json, at: values.at, waitSeconds }
}

/** Work on its way may break a rule for a moment: with --wait, a violation counts only if it stays. */
const settledAudit = async (url: string, { at, waitSeconds }: Arguments): Promise<Finding[]> => {
  const deadline = performance.now() + waitSeconds * 1_000
  for (;;) {
    const findings = await runAudit(url, at === undefined ? {} : { at })
    if (violationsIn(findings) === 0 || performance.now() > deadline) return findings
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
  }
}

/** Exit 0: every rule holds. 1: something is broken. 2: the audit could not run. */
const main = async (): Promise<number> => {
  const given = argumentsOf()
  const findings = await withDatabase((url) => settledAudit(url, given))
  const violations = violationsIn(findings)
  const text = given.json ? JSON.stringify({ invariants: findings.length, violations, findings }) : auditText(findings)
  process.stdout.write(`${text}\n`)
  return violations === 0 ? 0 : 1
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(`the audit could not run: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 2
  },
)
