/** Figures as they are found: JSON lines on stdout, each with what the audit of the shop said after its stage. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { root } from '../scripts/lib/tree.mjs'
import { rounded } from './measure.mjs'

/** How many truths of the shop in this data directory do not hold. */
const violationsOf = async (dataDir) => {
  const child = spawn(process.execPath, ['scripts/audit.mjs', '--json', '--wait', '60'], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: '', DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk.toString('utf8')))
  const [code] = await once(child, 'close')
  if (code === 2) throw new Error('the audit could not run')
  return JSON.parse(output).violations
}

/**
 * `note` keeps a figure, `tell` audits the shop and prints what was kept since the last time: a run that is broken off later
 * has said what it knew. What is not measured at its full size is not judged against its goal.
 */
export const figuresOf = ({ dataDir, wants, say }) => {
  let waiting = []
  let violations = 0
  const keep = (id, value, goal, unit, scale, meets) =>
    waiting.push({ id, value: rounded(value), goal, unit, meets, scale })
  return {
    note: (id, value, goal, unit, scale, judged = false) =>
      keep(id, value, goal, unit, scale, judged ? value <= goal : null),
    noteAtLeast: (id, value, goal, unit, scale, judged = false) =>
      keep(id, value, goal, unit, scale, judged ? value >= goal : null),
    tell: async () => {
      const known = waiting.filter(({ id }) => wants(id))
      waiting = []
      if (known.length === 0) return
      say('auditing the shop')
      const audit = await violationsOf(dataDir)
      violations += audit
      for (const { scale, ...line } of known) console.log(JSON.stringify({ ...line, audit, scale }))
    },
    get violations() {
      return violations
    },
  }
}
