import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { assert } from '@jishi/kernel/assert'

export interface StoredFile {
  readonly bytes: number
}

export interface OpenFile extends StoredFile {
  readonly stream: Readable
}

/**
 * Where files live. A key is a relative path of plain segments (`media/<name>/640.webp`); nothing that could
 * climb out of the store is a key. `put` replaces as a whole: a reader sees the old file or the new one.
 */
export interface FileStore {
  put(key: string, bytes: Uint8Array): Promise<void>
  /** The file with its content, or undefined when there is none. */
  get(key: string): Promise<OpenFile | undefined>
  stat(key: string): Promise<StoredFile | undefined>
  remove(key: string): Promise<void>
}

/** Nest token; inject it with `@Inject(FILE_STORE) files: FileStore`. */
export const FILE_STORE = Symbol('FileStore')

const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/

export const isFileKey = (key: string): boolean =>
  key.length <= 300 && key.split('/').every((segment) => SEGMENT.test(segment))

const isMissing = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')

/** Files under one directory of this machine. */
export class LocalFiles implements FileStore {
  constructor(private readonly root: string) {}

  async put(key: string, bytes: Uint8Array): Promise<void> {
    const path = this.pathOf(key)
    await mkdir(dirname(path), { recursive: true })
    const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`
    try {
      const file = await open(draft, 'wx', 0o644)
      try {
        await file.writeFile(bytes)
        await file.datasync()
      } finally {
        await file.close()
      }
      await rename(draft, path)
    } catch (error) {
      await unlink(draft).catch(() => undefined)
      throw error
    }
  }

  async get(key: string): Promise<OpenFile | undefined> {
    const found = await this.stat(key)
    return found === undefined ? undefined : { ...found, stream: createReadStream(this.pathOf(key)) }
  }

  async stat(key: string): Promise<StoredFile | undefined> {
    try {
      const facts = await stat(this.pathOf(key))
      return facts.isFile() ? { bytes: facts.size } : undefined
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  }

  async remove(key: string): Promise<void> {
    await rm(this.pathOf(key), { force: true })
  }

  private pathOf(key: string): string {
    assert(isFileKey(key), 'a key is made of plain segments')
    return join(this.root, ...key.split('/'))
  }
}
