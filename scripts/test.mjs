// npm test: every layer in its order, or those named: `npm test -- lint unit`. Brings up what is missing from a bare clone.
// The last line of stdout is `N passed, N failed, N skipped` over all of them; the exit code is 0 only if nothing failed.
import { join } from 'node:path'
import { buildStale } from './lib/builds.mjs'
import { lineOf, noCounts, runCheck, runVitest, sumCounts } from './lib/counts.mjs'
import { installMissing } from './lib/install.mjs'
import { foundations, layers } from './lib/layers.mjs'
import { root } from './lib/tree.mjs'

async function main(names) {
  let stopped = false
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => (stopped = true))
  const results = []
  try {
    await installMissing(root, (words) => process.stderr.write(`${words}\n`))
  } catch (error) {
    results.push({ title: `packages: ${error.message}`, counts: { ...noCounts, failed: 1 }, seconds: 0 })
  }
  const steps = results.length > 0 ? [] : [...foundations, ...names.flatMap((name) => layers[name])]
  for (const step of steps) {
    if (stopped) break
    results.push(await runStep(step))
  }
  report(results, stopped)
}

async function runStep(step) {
  process.stdout.write(`\n── ${step.title}\n`)
  const started = performance.now()
  const counts = await runners[step.kind](step)
  return { title: step.title, counts, seconds: (performance.now() - started) / 1000 }
}

const runners = {
  vitest: (step) => runVitest(step.program, step.args, optionsOf(step)),
  check: (step) => runCheck(step.program, step.args, optionsOf(step)),
  build: async ({ names }) => {
    try {
      await buildStale(root, { say: (words) => process.stderr.write(`${words}\n`), only: names })
      return { ...noCounts, passed: 1 }
    } catch (error) {
      process.stderr.write(`${error.message}\n`)
      return { ...noCounts, failed: 1 }
    }
  },
}

function optionsOf({ cwd, limitMs }) {
  return { cwd: join(root, cwd), env: environment(), limitMs }
}

/** Tests run in test mode whatever the shell says, and never on a production dependency tree. */
function environment() {
  const env = { ...process.env, JISHI_MODE: 'test' }
  delete env.NODE_ENV
  return env
}

function report(results, stopped) {
  const total = sumCounts(results.map(({ counts }) => counts))
  process.stdout.write('\n')
  for (const { title, counts, seconds } of results) {
    const mark = counts.failed > 0 ? 'FAIL' : 'ok  '
    process.stdout.write(`${mark} ${seconds.toFixed(1).padStart(6)} s  ${title}: ${lineOf(counts)}\n`)
    for (const failure of counts.failures ?? []) process.stdout.write(`       ${failure}\n`)
  }
  if (stopped) process.stdout.write('stopped before the end\n')
  const sum = stopped ? { ...total, failed: total.failed + 1 } : total
  process.exitCode = sum.failed > 0 ? 1 : 0
  process.stdout.write(`${lineOf(sum)}\n`)
}

const asked = process.argv.slice(2)
const known = Object.keys(layers)

if (asked.includes('--list')) {
  process.stdout.write(known.map((name) => `${name}: ${layers[name].map(({ title }) => title).join(', ')}\n`).join(''))
} else if (asked.some((name) => !known.includes(name))) {
  process.stderr.write(`unknown layer; there are ${known.join(', ')}\n`)
  process.exitCode = 2
} else {
  await main(asked.length > 0 ? known.filter((name) => asked.includes(name)) : known)
}
