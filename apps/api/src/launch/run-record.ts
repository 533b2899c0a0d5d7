import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ProcessMark } from './process-identity.js'
import { endProcess, endsWithin, markOf, stillRuns } from './process-identity.js'

const ENDING_MS = 15_000

/** DATA_DIR/run.json: who has this data directory open. */
export interface RunRecord {
  readonly shop: ProcessMark
  /** The process that started the shop; a shop whose starter is gone is an orphan and on its way out. */
  readonly starter: ProcessMark | undefined
  readonly simulator: ProcessMark | undefined
  readonly port: number
}

const fileOf = (dataDir: string): string => join(dataDir, 'run.json')

export const readRunRecord = (dataDir: string): RunRecord | undefined => {
  try {
    return JSON.parse(readFileSync(fileOf(dataDir), 'utf8')) as RunRecord
  } catch {
    return undefined
  }
}

export const writeRunRecord = (dataDir: string, record: RunRecord): void => {
  mkdirSync(dataDir, { recursive: true })
  const draft = `${fileOf(dataDir)}.new`
  writeFileSync(draft, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 })
  renameSync(draft, fileOf(dataDir))
}

/** Leaves the record of another shop alone. */
export const removeRunRecord = (dataDir: string): void => {
  if (readRunRecord(dataDir)?.shop.pid === process.pid) rmSync(fileOf(dataDir), { force: true })
}

/** Somebody runs the shop on this directory already; two at once would fight over it. */
export class AlreadyRunning extends Error {}

/**
 * Makes this process the only one on the data directory. An orphan of ours is given time to end and is then ended; a
 * shop that somebody is using is left alone.
 */
export const claimDataDirectory = async (dataDir: string, port: number): Promise<void> => {
  const earlier = readRunRecord(dataDir)
  if (earlier !== undefined) await endEarlier(earlier, dataDir)
  writeRunRecord(dataDir, { shop: ownMark(), starter: markOf(process.ppid), simulator: undefined, port })
}

export const ownMark = (): ProcessMark => markOf(process.pid) ?? { pid: process.pid, started: 'unknown' }

const endEarlier = async (earlier: RunRecord, dataDir: string): Promise<void> => {
  if (earlier.shop.pid !== process.pid && stillRuns(earlier.shop)) {
    if (stillRuns(earlier.starter)) {
      throw new AlreadyRunning(
        `the shop is already running on ${dataDir}: http://127.0.0.1:${earlier.port} (process ${earlier.shop.pid}). ` +
          'Stop it first, or set DATA_DIR, PORT and SIMULATOR_PORT to others.',
      )
    }
    if (!(await endsWithin(earlier.shop, ENDING_MS))) await endProcess(earlier.shop, ENDING_MS)
  }
  if (earlier.simulator !== undefined && stillRuns(earlier.simulator)) await endProcess(earlier.simulator, ENDING_MS)
}
