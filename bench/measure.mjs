import { readFileSync } from 'node:fs'

/** Clock ticks of /proc/<pid>/stat are hundredths of a second on every Linux that Node supports. */
const TICK_MS = 10

/** CPU a process has used so far, in milliseconds; undefined where the system does not tell. */
export const cpuMs = (pid) => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS
  } catch {
    return undefined
  }
}

/** Resident memory of a process in MB. */
export const residentMb = (pid) => {
  try {
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kilobytes) / 1024
  } catch {
    return undefined
  }
}

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** What one of twenty takes longer than. */
export const p95Of = (values) => [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(values.length * 0.95) - 1)]

export const rounded = (value, digits = 2) => Math.round(value * 10 ** digits) / 10 ** digits

/** Runs `work(index)` `count` times, at most `width` at once. */
export const pooled = async (count, width, work) => {
  let next = 0
  const lane = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: Math.min(width, count) }, lane))
}
