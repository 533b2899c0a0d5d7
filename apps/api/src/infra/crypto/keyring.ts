import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { assert } from '@jishi/kernel/assert'
import { z } from 'zod'
import type { Config } from '../config/config.js'
import { ConfigProblem } from '../config/config.js'

/** Keys of personal data: the first seals, all of them open; the index key never rotates. */
export interface Keyring {
  readonly current: string
  readonly keys: ReadonlyMap<string, Buffer>
  readonly indexKey: Buffer
}

const KEY_BYTES = 32
const KEY_ID = /^[a-z0-9]{1,16}$/

const keyFrom = (text: string): Buffer | undefined => {
  const key = Buffer.from(text, 'base64')
  return key.length === KEY_BYTES ? key : undefined
}

/** What is wrong with one `id:base64` pair, or undefined. */
const pairProblem = (id: string, key: Buffer | undefined, known: ReadonlyMap<string, Buffer>): string | undefined => {
  if (!KEY_ID.test(id)) return 'PII_KEYS: an id is 1 to 16 lower-case letters or digits'
  if (key === undefined) return `PII_KEYS: key ${id} is not the base64 of ${KEY_BYTES} bytes`
  return known.has(id) ? `PII_KEYS: the id ${id} is used twice` : undefined
}

const readPairs = (pairs: readonly string[]): { keys: Map<string, Buffer>; problems: string[] } => {
  const keys = new Map<string, Buffer>()
  const problems: string[] = []
  for (const pair of pairs) {
    const [id = '', text = ''] = pair.split(':')
    const key = keyFrom(text)
    const problem = pairProblem(id, key, keys)
    if (problem !== undefined) problems.push(problem)
    else if (key !== undefined) keys.set(id, key)
  }
  return { keys, problems }
}

/** Reads `id:base64` pairs and the index key; throws ConfigProblem with every mistake. */
export const keyringOf = (pairs: readonly string[], indexKeyText: string): Keyring => {
  const { keys, problems } = readPairs(pairs)
  const indexKey = keyFrom(indexKeyText)
  const [current] = keys.keys()
  if (current === undefined) problems.push('PII_KEYS holds no key')
  if (indexKey === undefined) problems.push(`BLIND_INDEX_KEY is not the base64 of ${KEY_BYTES} bytes`)
  if (problems.length > 0 || current === undefined || indexKey === undefined) throw new ConfigProblem(problems)
  return { current, keys, indexKey }
}

const storedKeys = z.strictObject({ piiKeys: z.array(z.string()).min(1), blindIndexKey: z.string() })

const freshKeys = (): z.infer<typeof storedKeys> => ({
  piiKeys: [`k1:${randomBytes(KEY_BYTES).toString('base64')}`],
  blindIndexKey: randomBytes(KEY_BYTES).toString('base64'),
})

/** Written beside and linked into place: two processes that start together end up with the same keys. */
const writeOnce = (path: string, text: string): void => {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  const file = openSync(draft, 'wx', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  try {
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    unlinkSync(draft)
  }
}

/** Keys that a demo or a test made for itself, in a file only its owner may read. */
const ownKeys = (dataDir: string): Keyring => {
  const path = join(dataDir, 'keys.json')
  if (!existsSync(path)) {
    mkdirSync(dataDir, { recursive: true })
    writeOnce(path, `${JSON.stringify(freshKeys(), undefined, 2)}\n`)
  }
  const stored = storedKeys.parse(JSON.parse(readFileSync(path, 'utf8')))
  return keyringOf(stored.piiKeys, stored.blindIndexKey)
}

/** Production brings its keys; a demo or a test without any makes its own once. */
export const loadKeyring = (config: Config): Keyring => {
  const { PII_KEYS, BLIND_INDEX_KEY } = config.env
  if (PII_KEYS.length > 0 || BLIND_INDEX_KEY !== undefined) return keyringOf(PII_KEYS, BLIND_INDEX_KEY ?? '')
  assert(config.mode !== 'production', 'production never makes its own keys')
  return ownKeys(config.dataDir)
}
