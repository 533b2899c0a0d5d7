import { createParamDecorator } from '@nestjs/common'
import { assert } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import type { FastifyRequest } from 'fastify'
import { endpointOf } from './request-state.js'

/** A file that is being sent. Nothing of it has been read yet, so that only who may send one costs memory. */
export interface Upload {
  readonly type: string
  /** The bytes exactly as sent. Throws UNSUPPORTED_MEDIA_TYPE or PAYLOAD_TOO_LARGE. */
  read(): Promise<Buffer>
}

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
  return {
    type,
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
