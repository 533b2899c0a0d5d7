import { randomBytes } from 'node:crypto'
import { constants, createWriteStream } from 'node:fs'
import { mkdir, open, realpath, rename, rm, unlink, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { assert } from '@jishi/kernel/assert'
import { exactLength } from './exact-length.js'
import { isFileKey, type ByteRange, type FileStore, type OpenFile, type StoredFile } from './file-store.js'

const isMissing = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')

const orMissing = (error: unknown): undefined => {
  if (isMissing(error)) return undefined
  throw error
}

/**
 * Files under one directory of this machine. Its top folders may lie on another disk behind a link; below them a link
 * is no file of ours, wherever it leads.
 */
export class LocalFiles implements FileStore {
  constructor(private readonly root: string) {}

  async put(key: string, bytes: Uint8Array): Promise<void> {
    await this.replace(key, async (draft) => {
      const file = await open(draft, 'wx', 0o644)
      try {
        await file.writeFile(bytes)
        await file.datasync()
      } finally {
        await file.close()
      }
    })
  }

  async receive(key: string, source: Readable, bytes: number): Promise<void> {
    await this.replace(key, (draft) =>
      pipeline(source, exactLength(bytes), createWriteStream(draft, { flags: 'wx', mode: 0o644, flush: true })),
    )
  }

  async get(key: string, range?: ByteRange): Promise<OpenFile | undefined> {
    const file = await this.opened(key)
    if (file === undefined) return undefined
    try {
      const { size } = await file.stat()
      const slice = range === undefined ? {} : { start: range.from, end: range.to }
      return { bytes: size, stream: file.createReadStream({ autoClose: true, ...slice }) }
    } catch (error) {
      await file.close()
      throw error
    }
  }

  async stat(key: string): Promise<StoredFile | undefined> {
    const file = await this.opened(key)
    if (file === undefined) return undefined
    try {
      return { bytes: (await file.stat()).size }
    } finally {
      await file.close()
    }
  }

  async move(from: string, to: string): Promise<boolean> {
    if ((await this.stat(from)) === undefined) return false
    const target = this.pathOf(to)
    await mkdir(dirname(target), { recursive: true })
    await rename(this.pathOf(from), target)
    return true
  }

  async remove(key: string): Promise<void> {
    await rm(this.pathOf(key), { force: true })
  }

  door(): Promise<undefined> {
    return Promise.resolve(undefined)
  }

  /** Whatever fails on the way leaves the earlier file, and no draft. */
  private async replace(key: string, write: (draft: string) => Promise<void>): Promise<void> {
    const path = this.pathOf(key)
    await mkdir(dirname(path), { recursive: true })
    const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`
    try {
      await write(draft)
      await rename(draft, path)
    } catch (error) {
      await unlink(draft).catch(() => undefined)
      throw error
    }
  }

  private async opened(key: string): Promise<FileHandle | undefined> {
    const path = this.pathOf(key)
    const [top = '', ...below] = key.split('/')
    const anchor = await realpath(join(this.root, top)).catch(orMissing)
    const real = await realpath(path).catch(orMissing)
    if (anchor === undefined || real === undefined || real !== join(anchor, ...below)) return undefined
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch(orMissing)
    if (file === undefined || (await file.stat()).isFile()) return file
    await file.close()
    return undefined
  }

  private pathOf(key: string): string {
    assert(isFileKey(key), 'a key is made of plain segments')
    return join(this.root, ...key.split('/'))
  }
}
