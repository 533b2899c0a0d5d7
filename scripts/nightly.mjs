// npm run test:nightly: what takes hours. Two thousand lives of an order, of about fifty acts each, against the model on a real
// Postgres, every book compared after every act and the audit after every life. MODEL_LIVES, MODEL_ACTS, MODEL_SECONDS change how
// many; a life that went wrong is lived again by MODEL_SEED and MODEL_PATH, as the failure says. Beside them thousands of lives
// of a payment, at which processes die: PAYMENT_LIVES, PAYMENT_ACTS, PAYMENT_SECONDS, PAYMENT_SEED and PAYMENT_PATH are theirs.
// `-- --seed N` is the seed of both.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from './lib/tree.mjs'

const HOURS = 12
const asked = process.argv.indexOf('--seed')
const seed = asked < 0 ? String(Date.now() % 2 ** 31) : String(Number(process.argv[asked + 1]))
const env = {
  MODEL_LIVES: '2000',
  MODEL_ACTS: '400',
  MODEL_SECONDS: String(HOURS * 3_600),
  MODEL_TALLY: '1',
  MODEL_SEED: seed,
  PAYMENT_LIVES: '5000',
  PAYMENT_ACTS: '40',
  PAYMENT_SECONDS: String((HOURS / 2) * 3_600),
  PAYMENT_SEED: seed,
  ...process.env,
  JISHI_MODE: 'test',
}
const program = join(root, 'node_modules/vitest/vitest.mjs')
const { status } = spawnSync(process.execPath, [program, 'run', '--project', 'model'], {
  cwd: join(root, 'apps/api'),
  env,
  stdio: 'inherit',
})
process.exitCode = status ?? 1
