import { HttpException } from '@nestjs/common'
import { ERRORS, isErrorCode, type ErrorBody, type ErrorCode } from '@jishi/contracts/errors'
import { DomainError } from '@jishi/kernel/errors'
import type { Language } from './language.js'

/** An answer to a failure, ready to send. */
export interface ErrorAnswer {
  readonly status: number
  readonly body: ErrorBody
  readonly retryAfterSeconds: number | undefined
  /** True when the failure is ours and belongs in the log with its stack. */
  readonly unexpected: boolean
}

/** Codes of Fastify and Node for requests they could not read. */
const BY_FRAMEWORK_CODE: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_INVALID_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'VALIDATION_FAILED',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'VALIDATION_FAILED',
  FST_ERR_CTP_INVALID_JSON_BODY: 'VALIDATION_FAILED',
  FST_ERR_BAD_URL: 'NOT_FOUND',
  FST_ERR_MAX_PARAM_LENGTH: 'NOT_FOUND',
  FST_ERR_HANDLER_TIMEOUT: 'UNAVAILABLE',
}

/** Statuses the framework itself answers with. */
const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'VALIDATION_FAILED',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  408: 'REQUEST_TIMEOUT',
  413: 'PAYLOAD_TOO_LARGE',
  414: 'NOT_FOUND',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'RATE_LIMITED',
  503: 'UNAVAILABLE',
}

const WAIT_SECONDS = 1

const frameworkCode = (error: unknown): ErrorCode | undefined => {
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown }
  const byCode = typeof code === 'string' ? BY_FRAMEWORK_CODE[code] : undefined
  return byCode ?? (typeof statusCode === 'number' ? BY_STATUS[statusCode] : undefined)
}

const codeOf = (error: unknown): ErrorCode => {
  if (error instanceof DomainError) return isErrorCode(error.code) ? error.code : 'INTERNAL'
  if (error instanceof HttpException) return BY_STATUS[error.getStatus()] ?? 'INTERNAL'
  return typeof error === 'object' && error !== null ? (frameworkCode(error) ?? 'INTERNAL') : 'INTERNAL'
}

const detailsOf = (error: unknown, code: ErrorCode): unknown => {
  if (!(error instanceof DomainError) || code === 'INTERNAL') return undefined
  return error.details
}

/** Every refusal that asks for patience says for how long; a cause in `details.retryAfterSeconds` knows better. */
const retryAfterOf = (status: number, details: unknown): number | undefined => {
  if (status !== 429 && status !== 503) return undefined
  const given = (details as { retryAfterSeconds?: unknown } | undefined)?.retryAfterSeconds
  return typeof given === 'number' ? Math.max(1, Math.ceil(given)) : WAIT_SECONDS
}

/** Turns whatever was thrown into the one error shape; nothing of an unexpected failure reaches the caller. */
export const errorAnswer = (error: unknown, requestId: string, language: Language): ErrorAnswer => {
  const code = codeOf(error)
  const term = ERRORS[code]
  const details = detailsOf(error, code)
  const body: ErrorBody = { code, message: term[language], requestId }
  if (details !== undefined) body.details = details
  return {
    status: term.status,
    body,
    retryAfterSeconds: retryAfterOf(term.status, details),
    unexpected: code === 'INTERNAL',
  }
}
