import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

const POLL_MS = 50
const STARTED_FIELD = 19

/**
 * When a process started, in whatever words the system has for it, or undefined when there is no such process. Numbers
 * of processes are used again; a number together with this is used once.
 */
export const startOf = (pid: number): string | undefined => {
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  return existsSync('/proc/self/stat') ? startInProc(pid) : startByPs(pid)
}

const startInProc = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The program's name stands in brackets and may hold anything; the fields are counted behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : fields[STARTED_FIELD]
  } catch {
    return undefined
  }
}

const startByPs = (pid: number): string | undefined => {
  const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
  const words = (stdout ?? '').trim()
  return words === '' ? undefined : words
}

export interface ProcessMark {
  readonly pid: number
  readonly started: string
}

export const markOf = (pid: number): ProcessMark | undefined => {
  const started = startOf(pid)
  return started === undefined ? undefined : { pid, started }
}

/** Whether this very process, and not a later one of the same number, still runs. */
export const stillRuns = (mark: ProcessMark | undefined): boolean =>
  mark !== undefined && startOf(mark.pid) === mark.started

/** Waits for a process to end by itself; answers whether it did. */
export const endsWithin = async (mark: ProcessMark, limitMs: number): Promise<boolean> => {
  const until = performance.now() + limitMs
  while (stillRuns(mark)) {
    if (performance.now() > until) return false
    await wait(POLL_MS)
  }
  return true
}

/** Asks a process to end, and after the limit makes it. */
export const endProcess = async (mark: ProcessMark, limitMs: number): Promise<void> => {
  send(mark, 'SIGTERM')
  if (await endsWithin(mark, limitMs)) return
  send(mark, 'SIGKILL')
  await endsWithin(mark, limitMs)
}

const send = (mark: ProcessMark, name: NodeJS.Signals): void => {
  try {
    if (stillRuns(mark)) process.kill(mark.pid, name)
  } catch {
    // It ended in between.
  }
}
