import { Logger } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { secondMs } from '@jishi/kernel/time'
import type { z } from 'zod'

export const PLATFORM_TIMEOUT_MS = 5 * secondMs

const log = new Logger('Platforms')

interface Call {
  /** How the call is named in the log: an address holds codes and secrets and is never written down. */
  readonly name: string
  readonly url: URL
  readonly body?: object
}

/** Whatever kept us from an answer. What failed is told by name only; addresses and bodies stay out of the log. */
export const unavailable = (name: string, why: string): DomainError => {
  log.warn(`${name}: ${why}`)
  return new DomainError('PLATFORM_UNAVAILABLE', { retryAfterSeconds: 3 })
}

/** Asks a platform once and reads its JSON through a schema. Throws PLATFORM_UNAVAILABLE for every answer that is none. */
export const callPlatform = async <Schema extends z.ZodType>(
  { name, url, body }: Call,
  schema: Schema,
): Promise<z.infer<Schema>> => {
  const answer = await fetch(url, {
    ...(body === undefined
      ? {}
      : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    signal: AbortSignal.timeout(PLATFORM_TIMEOUT_MS),
    redirect: 'error',
  }).catch((error: unknown) => {
    throw unavailable(
      name,
      error instanceof Error && error.name === 'TimeoutError' ? 'no answer in time' : 'unreachable',
    )
  })
  if (!answer.ok) throw unavailable(name, `HTTP ${answer.status}`)
  const read = schema.safeParse(await answer.json().catch(() => undefined))
  if (!read.success) throw unavailable(name, 'an answer of another shape')
  return read.data
}
