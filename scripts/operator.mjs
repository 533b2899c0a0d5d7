/** `npm run operator -- create …`: builds the program if it is stale and makes an operator; arguments are passed on. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { buildStale } from './lib/builds.mjs'
import { installMissing } from './lib/install.mjs'
import { root } from './lib/tree.mjs'

// A password that is printed goes to stdout alone, so that it can be kept without what is said around it.
const say = (words) => console.error(`· ${words}`)

await installMissing(root, say)
await buildStale(root, { say, only: ['kernel', 'contracts', 'api'] })
const program = join(root, 'apps/api/dist/src/operator-main.js')
const settings = join(root, '.env')
const options = existsSync(settings) ? [`--env-file=${settings}`] : []
const child = spawn(process.execPath, [...options, '--enable-source-maps', program, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
})
child.on('exit', (code) => process.exit(code ?? 2))
