/** Builds everything for production, the two mini programs included, and prints what it weighs. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { buildStale } from './lib/builds.mjs'
import { run } from './lib/counts.mjs'
import { installMissing } from './lib/install.mjs'
import { root } from './lib/tree.mjs'

const say = (words) => console.log(`· ${words}`)
const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`.padStart(11)
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'

const filesOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))

const weigh = (title, folder, only = () => true) => {
  const contents = filesOf(join(root, folder)).filter(only)
  const sum = (measure) => contents.reduce((total, file) => total + measure(file), 0)
  const bytes = sum((file) => statSync(file).size)
  const text = (file) => /\.(js|css|html|json|wxml|wxss|axml|acss|svg)$/.test(file)
  const gzip = sum((file) => (text(file) ? gzipSync(readFileSync(file)).length : statSync(file).size))
  const brotli = sum((file) => (text(file) ? brotliCompressSync(readFileSync(file)).length : statSync(file).size))
  console.log(`${title.padEnd(28)}${kilobytes(bytes)}${kilobytes(gzip)}${kilobytes(brotli)}`)
}

/** A mini program's packages: the folders of app.json are packages of their own, all the rest is the main one. */
const weighMiniProgram = (title, folder) => {
  const { subPackages = [], subpackages = subPackages } = JSON.parse(
    readFileSync(join(root, folder, 'app.json'), 'utf8'),
  )
  const roots = subpackages.map((one) => join(root, folder, one.root))
  weigh(`${title}: main`, folder, (file) => !roots.some((path) => file.startsWith(`${path}/`)))
  for (const one of subpackages) weigh(`${title}: ${one.root}`, join(folder, one.root))
}

await installMissing(root, say)
await buildStale(root, { say })
for (const target of ['mp-weixin', 'mp-alipay']) {
  say(`building ${target} …`)
  const options = { cwd: join(root, 'apps/storefront'), env: process.env, limitMs: 600_000, output: ['ignore', 2, 2] }
  const code = await run(npm, ['run', '--silent', `build:${target}`], options)
  if (code !== 0) process.exit(code)
}
console.log(`\n${'what'.padEnd(28)}${'plain'.padStart(11)}${'gzip'.padStart(11)}${'brotli'.padStart(11)}`)
weigh('H5', 'apps/storefront/dist/build/h5', (file) => !/\.(br|gz)$/.test(file))
weighMiniProgram('WeChat', 'apps/storefront/dist/build/mp-weixin')
weighMiniProgram('Alipay', 'apps/storefront/dist/build/mp-alipay')
weigh('admin', 'apps/admin/dist', (file) => !/\.(br|gz)$/.test(file))
for (const [title, folder] of [
  ['API', 'apps/api/dist'],
  ['simulator', 'apps/simulator/dist'],
])
  weigh(title, folder, (file) => file.endsWith('.js'))
