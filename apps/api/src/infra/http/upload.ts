import { PassThrough, type Readable } from 'node:stream'
import { createParamDecorator } from '@nestjs/common'
import { assert } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import type { FastifyRequest } from 'fastify'
import { allowMoreTime } from './request-deadline.js'
import { endpointOf } from './request-state.js'

/** A file that is being sent. Nothing of it has been read yet, so that only who may send one costs memory. */
export interface Upload {
  readonly type: string
  /** How many bytes the sender announces; undefined when it sends piece by piece. */
  readonly announced: number | undefined
  /** The bytes exactly as sent. Throws UNSUPPORTED_MEDIA_TYPE or PAYLOAD_TOO_LARGE. */
  read(): Promise<Buffer>
  /**
   * The bytes as they come, for a file too large to hold, with time for a slow line. Whoever stops reading ends nothing:
   * the sender still hears the answer. Fails with REQUEST_TIMEOUT when the sender falls silent or leaves.
   */
  stream(): Readable
}

const SILENT_MS = 30_000

const typeOf = (request: FastifyRequest): string =>
  (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''

/** Whether this request brings a file its route takes: then the body is left unread for the handler. */
export const isUpload = (request: FastifyRequest): boolean =>
  endpointOf(request)?.route.upload?.types.includes(typeOf(request)) ?? false

/** The file of a route that declares `upload`. */
export const Uploaded = createParamDecorator((_: unknown, context): Upload => {
  const request = context.switchToHttp().getRequest<FastifyRequest>()
  const declared = endpointOf(request)?.route.upload
  assert(declared !== undefined, 'only a route that declares an upload has one')
  const type = typeOf(request)
  const length = request.headers['content-length']
  return {
    type,
    announced: length === undefined ? undefined : Number(length),
    stream: () => {
      if (!isUpload(request)) throw new DomainError('UNSUPPORTED_MEDIA_TYPE')
      allowMoreTime(request.server, request.raw)
      return streamOf(request)
    },
    read: () =>
      isUpload(request)
        ? bytesOf(request, declared.maxBytes)
        : Promise.reject(new DomainError('UNSUPPORTED_MEDIA_TYPE')),
  }
})

const bytesOf = async (request: FastifyRequest, maxBytes: number): Promise<Buffer> => {
  const tooLarge = (): DomainError => new DomainError('PAYLOAD_TOO_LARGE', { maxBytes })
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge()
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const took = (chunk: Buffer): void => {
      size += chunk.length
      if (size <= maxBytes) return void chunks.push(chunk)
      request.raw.off('data', took)
      // What still comes is let go unkept, so that the sender hears the answer instead of a cut line.
      request.raw.resume()
      reject(tooLarge())
    }
    request.raw.on('data', took)
    request.raw.once('end', () => resolve(Buffer.concat(chunks)))
    request.raw.once('error', () => reject(new DomainError('REQUEST_TIMEOUT')))
    request.raw.once('close', () => reject(new DomainError('REQUEST_TIMEOUT')))
  })
}

const streamOf = ({ raw }: FastifyRequest): Readable => {
  const file = new PassThrough()
  const lost = (): void => void file.destroy(new DomainError('REQUEST_TIMEOUT'))
  const silence = setTimeout(lost, SILENT_MS)
  const whole = (): void => clearTimeout(silence)
  raw.on('data', () => silence.refresh())
  raw.once('end', whole)
  raw.once('close', () => {
    whole()
    if (!raw.complete) lost()
  })
  file.once('close', () => {
    whole()
    raw.unpipe(file)
    // What still comes is let go unkept.
    raw.resume()
  })
  return raw.pipe(file)
}
