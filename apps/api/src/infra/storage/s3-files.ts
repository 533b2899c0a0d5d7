import type { Readable } from 'node:stream'
import type { S3Client } from '@aws-sdk/client-s3'
import { assert } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { exactLength } from './exact-length.js'
import {
  isFileKey,
  type ByteRange,
  type DoorTerms,
  type FileStore,
  type OpenFile,
  type StoredFile,
  type UploadDoor,
} from './file-store.js'

export interface S3Place {
  readonly endpoint: string
  readonly region: string
  readonly bucket: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** `https://host/bucket/key` instead of `https://bucket.host/key`. */
  readonly pathStyle: boolean
  /** Whether browsers can reach the endpoint, and so put files there themselves. */
  readonly direct: boolean
  /** Longest wait for an answer to one request, and for more of a body that has begun. */
  readonly timeoutMs: number
}

const ATTEMPTS = 3

const unsaid = (): void => undefined
/** What goes wrong is said by us, in one line and without the request. */
const SILENT = { trace: unsaid, debug: unsaid, info: unsaid, warn: unsaid, error: unsaid }

type Sdk = typeof import('@aws-sdk/client-s3')

interface Opened {
  readonly sdk: Sdk
  readonly client: S3Client
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown')

/**
 * Files in a bucket of an S3-compatible service. The SDK is loaded with the first file, so that a shop that keeps its
 * files on its own disk never pays for it. A request that is throttled or cut off is tried three times in all; then,
 * and when the service refuses us, UNAVAILABLE with nothing but the name of what went wrong: neither keys nor addresses.
 */
export class S3Files implements FileStore {
  private loading: Promise<Opened> | undefined

  constructor(
    private readonly place: S3Place,
    private readonly warn: (message: string) => void = () => undefined,
  ) {}

  async put(key: string, bytes: Uint8Array): Promise<void> {
    await this.ask('put', key, ({ sdk, client }, abortSignal) =>
      client.send(new sdk.PutObjectCommand({ ...this.named(key), Body: bytes, ContentLength: bytes.length }), {
        abortSignal,
      }),
    )
  }

  async receive(key: string, source: Readable, bytes: number): Promise<void> {
    const body = source.pipe(exactLength(bytes))
    source.once('error', (error) => body.destroy(error))
    // What breaks the stream is kept: the SDK would wrap it into an error of its own.
    let broken: unknown
    body.once('error', (error) => (broken = error))
    const cut = new AbortController()
    body.once('error', () => cut.abort())
    try {
      const { sdk, client } = await this.open()
      const command = new sdk.PutObjectCommand({ ...this.named(key), Body: body, ContentLength: bytes })
      await client.send(command, { abortSignal: cut.signal })
    } catch (error) {
      source.unpipe(body)
      body.destroy()
      throw broken ?? this.failure('receive', error)
    }
  }

  async get(key: string, range?: ByteRange): Promise<OpenFile | undefined> {
    const found = await this.ask('get', key, ({ sdk, client }, abortSignal) => {
      const slice = range === undefined ? {} : { Range: `bytes=${range.from}-${range.to}` }
      return client.send(new sdk.GetObjectCommand({ ...this.named(key), ...slice }), { abortSignal })
    })
    if (found?.Body === undefined) return undefined
    const whole = /\/(\d+)$/.exec(found.ContentRange ?? '')?.[1]
    return { bytes: Number(whole ?? found.ContentLength ?? 0), stream: found.Body as Readable }
  }

  async stat(key: string): Promise<StoredFile | undefined> {
    const found = await this.ask('stat', key, ({ sdk, client }, abortSignal) =>
      client.send(new sdk.HeadObjectCommand(this.named(key)), { abortSignal }),
    )
    return found === undefined ? undefined : { bytes: found.ContentLength ?? 0 }
  }

  async move(from: string, to: string): Promise<boolean> {
    const target = this.named(to)
    const copied = await this.ask('move', from, ({ sdk, client }, abortSignal) => {
      const source = `${this.place.bucket}/${from}`
      return client.send(new sdk.CopyObjectCommand({ ...target, CopySource: source }), { abortSignal })
    })
    if (copied === undefined) return false
    await this.remove(from)
    return true
  }

  async remove(key: string): Promise<void> {
    await this.ask('remove', key, ({ sdk, client }, abortSignal) =>
      client.send(new sdk.DeleteObjectCommand(this.named(key)), { abortSignal }),
    )
  }

  /** Signed for this key, this type and exactly this many bytes; nothing is asked of the service. */
  async door(key: string, { type, bytes, seconds }: DoorTerms): Promise<UploadDoor | undefined> {
    if (!this.place.direct) return undefined
    const { sdk, client } = await this.open()
    const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner')
    const command = new sdk.PutObjectCommand({ ...this.named(key), ContentType: type, ContentLength: bytes })
    const url = await getSignedUrl(client, command, {
      expiresIn: seconds,
      signableHeaders: new Set(['host', 'content-type', 'content-length']),
    })
    return { url, headers: { 'content-type': type } }
  }

  private named(key: string): { Bucket: string; Key: string } {
    assert(isFileKey(key), 'a key is made of plain segments')
    return { Bucket: this.place.bucket, Key: key }
  }

  private open(): Promise<Opened> {
    this.loading ??= this.load()
    return this.loading
  }

  private async load(): Promise<Opened> {
    const sdk = await import('@aws-sdk/client-s3')
    const { endpoint, region, accessKeyId, secretAccessKey, pathStyle, timeoutMs } = this.place
    const client = new sdk.S3Client({
      endpoint,
      region,
      credentials: { accessKeyId, secretAccessKey },
      forcePathStyle: pathStyle,
      maxAttempts: ATTEMPTS,
      retryMode: 'standard',
      // Services that are not Amazon's know no checksums in trailers.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      followRegionRedirects: false,
      logger: SILENT,
      requestHandler: {
        connectionTimeout: timeoutMs,
        requestTimeout: timeoutMs,
        socketTimeout: timeoutMs,
        throwOnRequestTimeout: true,
      },
    })
    return { sdk, client }
  }

  /** Undefined when there is no such object. Bounded as a whole: all tries together wait no longer than all their limits. */
  private async ask<Reply>(
    what: string,
    key: string,
    send: (opened: Opened, signal: AbortSignal) => Promise<Reply>,
  ): Promise<Reply | undefined> {
    this.named(key)
    const limit = new AbortController()
    const timer = setTimeout(() => limit.abort(), this.place.timeoutMs * ATTEMPTS)
    try {
      return await send(await this.open(), limit.signal)
    } catch (error) {
      if (['NoSuchKey', 'NotFound'].includes(nameOf(error))) return undefined
      throw this.failure(what, error)
    } finally {
      clearTimeout(timer)
    }
  }

  private failure(what: string, error: unknown): DomainError {
    const { $metadata } = error as { $metadata?: { httpStatusCode?: number; requestId?: string; attempts?: number } }
    const { httpStatusCode = '', requestId = '', attempts = '' } = $metadata ?? {}
    this.warn(`file store: ${what} failed: ${nameOf(error)} ${httpStatusCode} request ${requestId} tries ${attempts}`)
    return new DomainError('UNAVAILABLE')
  }
}
