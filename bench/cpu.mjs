/** What the database server of a shop has worked, whoever of its processes did. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pooled } from './measure.mjs'

const TICK_MS = 10

const fieldsOf = (pid) => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

/** Its own time, and that of children it has waited for. */
const timeOf = (pid) =>
  fieldsOf(pid)
    .slice(11, 15)
    .reduce((sum, ticks) => sum + Number(ticks), 0) * TICK_MS

const childrenOf = (pid) =>
  readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false
    try {
      return Number(fieldsOf(name)[1]) === pid
    } catch {
      return false
    }
  })

/**
 * The clock of a data directory's server: answers the milliseconds of CPU its processes have used so far, those that have ended
 * included; undefined where the system does not tell.
 */
export const databaseClock = (dataDir) => {
  const { directory } = JSON.parse(readFileSync(join(dataDir, 'pg.json'), 'utf8'))
  const server = Number(readFileSync(join(directory, 'postmaster.pid'), 'utf8').split('\n')[0])
  return () => {
    try {
      return childrenOf(server).reduce((sum, child) => {
        try {
          return sum + timeOf(child)
        } catch {
          return sum
        }
      }, timeOf(server))
    } catch {
      return undefined
    }
  }
}

/** What the server worked for each of so many operations, `width` at once. */
export const databaseMsPer = async (clock, count, work) => {
  const before = clock()
  await work()
  return (clock() - before) / count
}

/** How long each of so many took, in milliseconds, `width` at once. */
export const timesOf = async (count, width, work) => {
  const times = []
  await pooled(count, width, async (n) => {
    const since = performance.now()
    await work(n)
    times.push(performance.now() - since)
  })
  return times
}

/** The slowest of so large a share: `at(times, 0.99)`. */
export const at = (times, share) =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.max(0, Math.ceil(times.length * share) - 1))] ?? 0

export const noteSpread = (figures, id, times, unit, scale) => {
  for (const [name, share] of [
    ['p50', 0.5],
    ['p95', 0.95],
    ['p99', 0.99],
  ])
    figures.note(`${id}.${name}`, at(times, share), null, unit, scale)
}
