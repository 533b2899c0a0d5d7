import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { instantOf, isoOf, type Instant } from '@jishi/kernel/time'
import { z } from 'zod'
import { newToken } from '../infra/crypto/random.js'

const PASSWORD_LENGTH = 16

const operator = z.object({
  username: z.string(),
  password: z.string().min(PASSWORD_LENGTH),
  /** What the start page of the console prints beside the name. */
  role: z.string(),
})
const demoFile = z.object({
  /** The end of the ninety days. Kept so that a seeding that was killed goes on with the same plan. */
  livedUntil: z.iso.datetime(),
  operators: z.array(operator),
  finishedAt: z.iso.datetime().optional(),
})

export type DemoOperator = z.infer<typeof operator>

/** DATA_DIR/demo.json: who may sign in to the admin of this demo shop, and how far its making has come. */
export interface DemoRecord {
  readonly livedUntil: Instant
  readonly operators: readonly DemoOperator[]
  readonly finishedAt?: Instant
}

const pathOf = (dataDir: string): string => join(dataDir, 'demo.json')

const parsed = (dataDir: string): DemoRecord | undefined => {
  try {
    const { livedUntil, operators, finishedAt } = demoFile.parse(JSON.parse(readFileSync(pathOf(dataDir), 'utf8')))
    const finished = finishedAt === undefined ? {} : { finishedAt: instantOf(finishedAt) }
    return { livedUntil: instantOf(livedUntil), operators, ...finished }
  } catch {
    // Missing or torn: the shop of this directory is made anew, and what it holds already is found in its tables.
    return undefined
  }
}

export const readDemoRecord = parsed

/** Readable by the owner alone: the passwords in it are the only ones there are. */
export const writeDemoRecord = (dataDir: string, record: DemoRecord): void => {
  mkdirSync(dataDir, { recursive: true })
  const draft = `${pathOf(dataDir)}.new`
  const { livedUntil, operators, finishedAt } = record
  const content = { livedUntil: isoOf(livedUntil), operators, finishedAt: finishedAt && isoOf(finishedAt) }
  writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  renameSync(draft, pathOf(dataDir))
}

/** A password nobody can guess and everybody can type: no look-alikes of a bad print. */
export const newDemoPassword = (): string => {
  const letters = newToken().replace(/[^a-km-zA-HJ-NP-Z2-9]/g, '')
  return letters.length >= PASSWORD_LENGTH ? letters.slice(0, PASSWORD_LENGTH) : newDemoPassword()
}
