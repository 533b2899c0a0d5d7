/** `npm run order:at -- <orderNo> …`: builds the program if it is stale and tells how an order was; arguments are passed on. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { buildStale } from './lib/builds.mjs'
import { installMissing } from './lib/install.mjs'
import { root } from './lib/tree.mjs'

// Only what is asked for goes to stdout.
const say = (words) => console.error(`· ${words}`)

await installMissing(root, say)
await buildStale(root, { say, only: ['kernel', 'contracts', 'api'] })
const program = join(root, 'apps/api/dist/src/order-at-main.js')
const settings = join(root, '.env')
const options = existsSync(settings) ? [`--env-file=${settings}`] : []
const child = spawn(process.execPath, [...options, '--enable-source-maps', program, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
})
child.on('exit', (code) => process.exit(code ?? 2))
