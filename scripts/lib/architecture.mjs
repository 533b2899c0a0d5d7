import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')

/** Each front end has aliases of its own, so it is cruised apart from the rest. */
export const areas = [
  { name: 'api', folders: ['apps/api/src', 'apps/api/migrations', 'apps/simulator/src', 'libs'] },
  { name: 'storefront', folders: ['apps/storefront/src'] },
  { name: 'admin', folders: ['apps/admin/src'] },
]

/** Cruises one area of the tree under `cwd` by the rules of this repository; `err` writes for people, `json` for specs. */
export function cruise(area, { cwd = root, output = 'err' } = {}) {
  const folders = area.folders.filter((folder) => existsSync(join(cwd, folder)))
  if (folders.length === 0) return Promise.resolve({ code: 0, text: '' })
  const args = [cruiser, '--config', join(root, '.dependency-cruiser.cjs'), '--output-type', output]
  args.push('--webpack-config', join(root, 'scripts/lib/aliases.cjs'), ...folders)
  return new Promise((settle, fail) => {
    const child = spawn(process.execPath, args, {
      cwd,
      env: { ...process.env, ARCHITECTURE_AREA: area.name },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const chunks = []
    child.stdout.on('data', (chunk) => chunks.push(chunk))
    child.once('error', fail)
    child.once('close', (code) => settle({ code, text: Buffer.concat(chunks).toString('utf8') }))
  })
}
