// npm run test:faults [-- --seed N]: the races and faults of money, each by its number, and the audit at the end of every file.
// The last line of stdout is `faults N, invariants N, violations N`: tests that hold a numbered fault and passed, invariants
// that were looked at, rows that contradicted one. The exit code is 0 only if every test passed and no row did.
// The seed shuffles notices and makes the lives of payments; the same seed is the same run.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildStale } from './lib/builds.mjs'
import { lineOf, runVitest } from './lib/counts.mjs'
import { auditsSummed, faultLine, faultSpecs, faultsPassed, slowest } from './lib/fault-sums.mjs'
import { installMissing } from './lib/install.mjs'
import { foundations } from './lib/layers.mjs'
import { root } from './lib/tree.mjs'

const LIMIT_MS = 60 * 60_000
const api = join(root, 'apps/api')

function seedAsked(args) {
  if (args.length === 0) return Date.now() % 2 ** 31
  const seed = Number(args[1])
  if (args.length === 2 && args[0] === '--seed' && Number.isSafeInteger(seed)) return seed
  process.stderr.write('usage: npm run test:faults [-- --seed N]\n')
  process.exit(2)
}

function notesIn(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

async function main() {
  const seed = seedAsked(process.argv.slice(2))
  const say = (words) => process.stderr.write(`${words}\n`)
  await installMissing(root, say)
  for (const { names } of foundations) await buildStale(root, { say, only: names })
  process.stdout.write(`faults of money: --seed ${seed}\n`)
  const folder = mkdtempSync(join(tmpdir(), 'jishi-faults-'))
  try {
    const notes = join(folder, 'audits.jsonl')
    const env = { ...process.env, JISHI_MODE: 'test', AUDIT_NOTES: notes, FAULTS_SEED: String(seed) }
    delete env.NODE_ENV
    let report
    const options = { cwd: api, env, limitMs: LIMIT_MS, onReport: (read) => (report = read) }
    const counts = await runVitest(join(root, 'node_modules/vitest/vitest.mjs'), faultSpecs(api), options)
    const sums = auditsSummed(notesIn(notes))
    const faults = faultsPassed(report)
    const sound = counts.failed === 0 && faults > 0 && sums.invariants > 0 && sums.violations === 0
    process.exitCode = sound ? 0 : 1
    for (const line of slowest(report, api)) process.stdout.write(`${line}\n`)
    for (const failure of counts.failures ?? []) process.stdout.write(`FAIL ${failure}\n`)
    process.stdout.write(`${lineOf(counts)}, --seed ${seed}\n${faultLine(faults, sums)}\n`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

await main()
