import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { GatewayError } from '../http/gateway-error.js'

export function paramError(field: string, issue: string, value?: unknown): GatewayError {
  return new GatewayError(400, 'PARAM_ERROR', '参数错误', { field, issue, location: 'body', value })
}

/** Reads a body as the gateway does: JSON, no null, and only characters of up to three bytes of UTF-8. */
export function readBody(rawBody: Buffer): unknown {
  const text = decode(rawBody)
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new GatewayError(400, 'PARAM_ERROR', '请求体不是合法的JSON')
  }
  refuseForeignValues(body, '')
  return body
}

function decode(rawBody: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(rawBody)
  } catch {
    throw new GatewayError(400, 'PARAM_ERROR', '请求体不是合法的UTF-8')
  }
}

function refuseForeignValues(value: unknown, path: string): void {
  if (value === null) throw paramError(path || '/', 'null is not allowed')
  if (typeof value === 'string' && /[\u{10000}-\u{10FFFF}]/u.test(value)) {
    throw paramError(path, 'only characters of up to three bytes of UTF-8 are allowed', value)
  }
  if (typeof value !== 'object') return
  for (const [name, part] of Object.entries(value as object)) refuseForeignValues(part, `${path}/${name}`)
}

export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw paramError(`/${(issue?.path ?? []).join('/')}`, issue?.message ?? 'invalid')
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, part]) => [name, canonical(part)] as const)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Equal for requests that say the same, whatever the order of their members. */
export function fingerprintOf(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(canonical(value)))
    .digest('hex')
}
