// npm run test:nightly [-- --lives N] [--payments N] [--hours N] [--seed N] [--resume]: what takes hours. Two thousand lives of an order,
// of about fifty acts each, against the model on a real Postgres, every book compared after every act and the audit after every
// life; beside them five thousand lives of a payment, at which processes die.
//
// They are lived in parts with a seed each, one line of standing after every part. What is done is kept in .data/nightly.json:
// `--resume` goes on with the night that was cut off, by a signal or by its hours, and begins a new one where there is none. A
// part that fails says how to live the life again that went wrong; the others are lived all the same, and the exit code is 1.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './lib/counts.mjs'
import {
  keyOf,
  lineOfNight,
  neverDone,
  notesSummed,
  partsLeft,
  readNight,
  standingOf,
  writeNight,
} from './lib/night.mjs'
import { root } from './lib/tree.mjs'

const STATE = join(root, '.data/nightly.json')
/** More than a part takes on any machine; what hangs ends here. */
const MOST_OF_PART_MS = 4 * 3_600_000
const SPECS = { orders: 'any-life-of-an-order', payments: 'any-life-of-a-payment' }
const OF_PART = {
  orders: ({ seed, lives }) => ({ MODEL_LIVES: `${lives}`, MODEL_ACTS: '400', MODEL_SEED: `${seed}` }),
  payments: ({ seed, lives }) => ({ PAYMENT_LIVES: `${lives}`, PAYMENT_ACTS: '40', PAYMENT_SEED: `${seed}` }),
}
const USAGE = 'usage: npm run test:nightly [-- --lives N] [--payments N] [--hours N] [--seed N] [--resume]\n'

function asked(args) {
  const values = { lives: 2_000, payments: 5_000, hours: 12, seed: Date.now() % 2 ** 31, resume: false }
  for (let at = 0; at < args.length; at += 1) {
    const name = args[at].replace(/^--/, '')
    if (name === 'resume') values.resume = true
    else {
      const value = Number(args[(at += 1)])
      if (!(name in values) || !Number.isFinite(value) || value < 0) {
        process.stderr.write(USAGE)
        process.exit(2)
      }
      values[name] = value
    }
  }
  return values
}

function nightOf({ lives, payments, seed, resume }) {
  const before = resume ? readNight(STATE) : undefined
  return before ?? { seed, orders: lives, payments, parts: {} }
}

async function livePart(part, folder) {
  const notes = join(folder, `${keyOf(part).replaceAll(':', '-')}.jsonl`)
  const began = performance.now()
  const env = { ...process.env, ...OF_PART[part.of](part), NIGHT_NOTES: notes, JISHI_MODE: 'test' }
  const program = join(root, 'node_modules/vitest/vitest.mjs')
  // Lives that are written down are the same in every part, so the first tells of them.
  const only = part.first ? [] : ['-t', 'any life of|without a contradiction']
  const args = [program, 'run', '--project', 'model', SPECS[part.of], ...only]
  const code = await run(process.execPath, args, { cwd: join(root, 'apps/api'), env, limitMs: MOST_OF_PART_MS })
  return { ...notesSummed(textOf(notes)), seconds: (performance.now() - began) / 1_000, failed: code !== 0 }
}

function textOf(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** Lives until all is done, its hours are over or somebody stops it. */
async function live(night, hours, folder) {
  let stopped = false
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => (stopped = true))
  const until = performance.now() + hours * 3_600_000
  for (const part of partsLeft(night)) {
    if (performance.now() >= until) break
    process.stdout.write(`night of --seed ${night.seed}: ${part.lives} ${part.of} of seed ${part.seed}\n`)
    const done = await livePart(part, folder)
    // A part that was ended from outside has not failed: it is lived again.
    if (stopped) break
    night.parts[keyOf(part)] = done
    writeNight(STATE, night)
    process.stdout.write(`${lineOfNight(night, part.of)}\n`)
  }
}

function tell(night) {
  const kinds = ['orders', 'payments'].filter((of) => night[of] > 0)
  for (const of of kinds) process.stdout.write(`${lineOfNight(night, of)}\n`)
  const never = kinds.flatMap((of) => neverDone(night, of))
  for (const kind of never) process.stdout.write(`never done: ${kind}\n`)
  if (partsLeft(night).length > 0) process.stdout.write('not all of it is lived: npm run test:nightly -- --resume\n')
  const failed = kinds.some((of) => standingOf(night, of).failed > 0)
  process.exitCode = failed || never.length > 0 ? 1 : 0
}

async function main() {
  const given = asked(process.argv.slice(2))
  const night = nightOf(given)
  const folder = mkdtempSync(join(tmpdir(), 'jishi-night-'))
  try {
    await live(night, given.hours, folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  tell(night)
}

await main()
