import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './counts.mjs'

const limitMs = 15 * 60_000

/**
 * Installs what the lockfiles ask for and is not there, the root before the storefront, whose links lead into it. A stamp
 * beside the packages remembers which lockfile they came from; packages that npm put there without us are trusted once.
 */
export async function installMissing(root, say) {
  for (const folder of [root, join(root, 'apps/storefront')]) {
    if (stateOf(folder) === 'missing') {
      say(`installing the packages of ${folder}; the first time this takes a few minutes`)
      await npmCi(folder)
    }
    if (stateOf(folder) !== 'stamped') writeFileSync(stampOf(folder), lockHash(folder))
  }
}

/** @returns {'stamped' | 'unstamped' | 'missing'} */
function stateOf(folder) {
  if (!existsSync(join(folder, 'node_modules/.package-lock.json'))) return 'missing'
  if (!existsSync(stampOf(folder))) return 'unstamped'
  return readFileSync(stampOf(folder), 'utf8') === lockHash(folder) ? 'stamped' : 'missing'
}

async function npmCi(folder) {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  // A shell that says NODE_ENV=production would leave out what builds and tests; progress goes to stderr.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund']
  const code = await run(npm, args, { cwd: folder, env: process.env, limitMs, output: ['ignore', 2, 2] })
  if (code !== 0) throw new Error(`npm ci failed in ${folder}`)
}

function stampOf(folder) {
  return join(folder, 'node_modules/.jishi-lock')
}

function lockHash(folder) {
  return createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex')
}
