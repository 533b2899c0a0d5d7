import { mkdir, open, readFile } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * An append-only file with one JSON entry a line. Entries written while a write is under way share the next fsync, so
 * a burst costs a few disk flushes rather than one an entry. Nothing may be answered before `flushed()` resolves.
 */
export class Journal<Entry> {
  readonly #file: FileHandle
  #waiting: string[] = []
  #tail: Promise<void> = Promise.resolve()

  private constructor(file: FileHandle) {
    this.#file = file
  }

  static async open<Entry>(path: string): Promise<{ journal: Journal<Entry>; entries: Entry[] }> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const file = await open(path, 'a', 0o600)
    try {
      const content = await readFile(path, 'utf8')
      const end = content.lastIndexOf('\n') + 1
      if (end < content.length) {
        // A killed process can leave half a line behind. It was never acknowledged, so it is cut off.
        await file.truncate(Buffer.byteLength(content.slice(0, end)))
        await file.sync()
      }
      const lines = content.slice(0, end).split('\n').slice(0, -1)
      return { journal: new Journal<Entry>(file), entries: lines.map((line, at) => parseLine<Entry>(path, line, at)) }
    } catch (error) {
      await file.close()
      throw error
    }
  }

  append(entry: Entry): void {
    this.#waiting.push(`${JSON.stringify(entry)}\n`)
    if (this.#waiting.length === 1) this.#enqueue(() => this.#writeWaiting())
  }

  /** Resolves when everything appended so far is on disk, and rejects for ever once a write has failed. */
  flushed(): Promise<void> {
    return this.#tail
  }

  async truncate(): Promise<void> {
    this.#waiting = []
    this.#enqueue(async () => {
      await this.#file.truncate(0)
      await this.#file.sync()
    })
    await this.#tail
  }

  async close(): Promise<void> {
    await this.#tail.catch(() => undefined)
    await this.#file.close()
  }

  #enqueue(step: () => Promise<void>): void {
    this.#tail = this.#tail.then(step)
    // Whoever awaits `flushed()` sees the failure; this branch only keeps it from counting as unhandled.
    this.#tail.catch(() => undefined)
  }

  async #writeWaiting(): Promise<void> {
    const batch = this.#waiting.join('')
    this.#waiting = []
    if (batch === '') return
    await this.#file.appendFile(batch)
    await this.#file.datasync()
  }
}

function parseLine<Entry>(path: string, line: string, index: number): Entry {
  try {
    return JSON.parse(line) as Entry
  } catch {
    throw new Error(`${path} is damaged at line ${index + 1}; remove the file to begin with an empty gateway`)
  }
}
