/** S7.js and S8: what the three builds of the storefront weigh, and what a mini program hands its renderer at once. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { root } from '../scripts/lib/tree.mjs'

const MINI = { 'mp-weixin': 'wechat', 'mp-alipay': 'alipay' }
const CARRIED_OUT = 'home within its budgets|whole purchase'

const largest = (values) => Math.max(...values.map(Number))

const npmRun = (script) => {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', script], {
    cwd: join(root, 'apps/storefront'),
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${script}:\n${stdout}\n${stderr}`)
}

/** What a build weighs, as the storefront's own check tells it. */
const weighed = (target) => {
  const check = [join(root, 'apps/storefront/scripts/check-dist.mjs'), target]
  const { stdout } = spawnSync(process.execPath, check, { encoding: 'utf8' })
  const line = stdout.split('\n').find((each) => each.startsWith(`${target}: `))
  if (line === undefined) throw new Error(`${target} is not weighed:\n${stdout}`)
  return [...line.matchAll(/ ([\d.]+) KB/g)].map(([, size]) => Number(size))
}

/** The compiled programs are executed; their journeys say how many nodes home has and what the largest update weighed. */
const executed = async () => {
  const child = spawn(
    process.execPath,
    [join(root, 'node_modules/vitest/vitest.mjs'), 'run', 'mini-program.spec.ts', '-t', CARRIED_OUT],
    { cwd: join(root, 'journeys'), env: { ...process.env, JISHI_MODE: 'test' }, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk.toString('utf8')))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`the compiled mini programs did not get through:\n${output.slice(-3_000)}`)
  const all = (pattern) => [...output.matchAll(pattern)].map(([, found]) => found)
  return { nodes: largest(all(/home (\d+) nodes/g)), update: largest(all(/largest setData ([\d.]+) KB/g)) }
}

export const measureFirstScreen = ({ figures, judged }) => {
  const [h5] = weighed('h5')
  figures.note('S7.js', h5, 120, 'KB of JS, compressed, until the home page works', judged ? 'full' : 'quick', judged)
}

/** The mini programs are no part of `npm start`, so they are built here. */
export const measurePackages = async ({ figures, say, judged }) => {
  const scale = judged ? 'full' : 'quick'
  for (const [target, name] of Object.entries(MINI)) {
    say(`building the mini program of ${name}`)
    npmRun(`build:${target}`)
    const [main, ...others] = weighed(target)
    figures.note(`S8.main.${name}`, main, 600, 'KB, main package', scale, judged)
    figures.note(`S8.others.${name}`, largest(others), 400, 'KB, largest subpackage', scale, judged)
  }
  say('both compiled mini programs, executed')
  const { nodes, update } = await executed()
  figures.note('S8.nodes', nodes, 600, 'nodes on home, the larger program', scale, judged)
  figures.note('S8.update', update, 64, 'KB, largest setData of home and a whole purchase', scale, judged)
}
