import type { Readable } from 'node:stream'

export interface StoredFile {
  readonly bytes: number
}

export interface OpenFile extends StoredFile {
  readonly stream: Readable
}

/** Bytes of a file, counted from 0, both ends included. */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

/** Where and how a browser puts one file itself, by HTTP PUT. */
export interface UploadDoor {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

/** What one file is allowed to be when a browser puts it into the store itself. */
export interface DoorTerms {
  readonly type: string
  readonly bytes: number
  readonly seconds: number
}

/**
 * Where files live. A key is a relative path of plain segments (`media/<name>/640.webp`); nothing that could
 * climb out of the store is a key. `put` and `receive` replace as a whole: a reader sees the old file or the new one.
 * A store that cannot be reached throws UNAVAILABLE.
 */
export interface FileStore {
  put(key: string, bytes: Uint8Array): Promise<void>
  /** Takes a file as it comes, without holding it in memory. Throws UPLOAD_INCOMPLETE unless exactly `bytes` come. */
  receive(key: string, source: Readable, bytes: number): Promise<void>
  /** The file with its content (`bytes` is the size of the whole), or undefined when there is none. */
  get(key: string, range?: ByteRange): Promise<OpenFile | undefined>
  stat(key: string): Promise<StoredFile | undefined>
  /** Gives a file another name; false when there is none of the old name. */
  move(from: string, to: string): Promise<boolean>
  remove(key: string): Promise<void>
  /** A door of the store's own for one file, or undefined where whatever comes must come through the shop. */
  door(key: string, terms: DoorTerms): Promise<UploadDoor | undefined>
}

/** Nest token; inject it with `@Inject(FILE_STORE) files: FileStore`. */
export const FILE_STORE = Symbol('FileStore')

const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/

export const isFileKey = (key: string): boolean =>
  key.length <= 300 && key.split('/').every((segment) => SEGMENT.test(segment))
