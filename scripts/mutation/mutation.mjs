// npm run test:mutation [-- kernel|pricing]: changes the code of money one place at a time and sees whether some spec notices. Minutes
// of work on all cores, so it runs by hand and at night, not in npm test. The floors are those of the goals: 100 for `allocate`,
// 85 for the engine; below one of them the command exits 1. The report stands in reports/mutation/<part>.html.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../lib/tree.mjs'

const PARTS = {
  kernel: { mutate: ['libs/kernel/src/allocate.ts'], floor: 100 },
  pricing: { mutate: ['apps/api/src/modules/pricing/domain/**/*.ts', '!**/*.spec.ts', '!**/*-facts.ts'], floor: 85 },
}

const configOf = (part, { mutate, floor }) => ({
  packageManager: 'npm',
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: `scripts/mutation/vitest.${part}.ts`, related: false },
  mutate,
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // Only a loop that never ends may count as noticed by time: on a machine with other work a change that nobody notices
  // would pass for a killed one.
  timeoutMS: 30_000,
  ignorePatterns: ['/apps/storefront', '/apps/admin', '/apps/simulator', '/journeys', '/reports', '/.data', '**/dist'],
  tempDirName: 'reports/mutation/work',
  cleanTempDir: 'always',
  reporters: ['progress-append-only', 'clear-text', 'html'],
  clearTextReporter: { logTests: false, reportTests: false, allowEmojis: false },
  htmlReporter: { fileName: `reports/mutation/${part}.html` },
  // A changed word in a text for people is no changed price.
  mutator: { excludedMutations: ['StringLiteral'] },
  thresholds: { high: floor, low: floor, break: floor },
})

const run = (part) => {
  mkdirSync(join(root, 'reports/mutation'), { recursive: true })
  const config = join(root, `reports/mutation/${part}.config.json`)
  writeFileSync(config, JSON.stringify(configOf(part, PARTS[part])))
  const program = join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js')
  return spawnSync(process.execPath, [program, 'run', config], { cwd: root, stdio: 'inherit' }).status ?? 1
}

const asked = process.argv.slice(2)
const unknown = asked.filter((part) => !(part in PARTS))
if (unknown.length > 0) {
  process.stderr.write(`unknown part ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}\n`)
  process.exitCode = 2
} else {
  const failed = (asked.length > 0 ? asked : Object.keys(PARTS)).filter((part) => run(part) !== 0)
  process.exitCode = failed.length > 0 ? 1 : 0
}
