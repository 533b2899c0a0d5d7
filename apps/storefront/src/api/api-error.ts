import type { ErrorCode } from '@jishi/contracts/errors'
import { t } from '@/copy'

/** The server's codes, and the two the device adds itself when no answer came. */
export type FailureCode = ErrorCode | 'NETWORK' | 'TIMEOUT' | 'UNKNOWN'

/** Every refusal or failure of a call. Pages decide by `code`; `message` is already in the shopper's language. */
export class ApiError extends Error {
  override readonly name = 'ApiError'

  constructor(
    readonly code: FailureCode,
    message: string,
    readonly status: number,
    /** Quotable number under which the shop finds this request in its logs. */
    readonly requestId: string,
    readonly details?: unknown,
    readonly retryAfterSeconds?: number,
  ) {
    super(message)
  }
}

export const codeOf = (error: unknown): FailureCode => (error instanceof ApiError ? error.code : 'UNKNOWN')

/** No answer reached the device, so whether the call took effect is not known. */
export const isUnanswered = (error: unknown): boolean => {
  const code = codeOf(error)
  return code === 'NETWORK' || code === 'TIMEOUT'
}

/** There is nothing under this address: gone, somebody else's, or an address nobody ever had. */
export const isMissing = (error: unknown): boolean => {
  const code = codeOf(error)
  return code === 'NOT_FOUND' || code === 'VALIDATION_FAILED'
}

/** An address without an id names nothing; the server need not be asked. */
export const named = (id: string): string => {
  if (id === '') throw new ApiError('NOT_FOUND', t('error.notFound'), 404, '')
  return id
}

export const asApiError = (error: unknown): ApiError =>
  error instanceof ApiError ? error : new ApiError('UNKNOWN', t('error.unknown'), 0, '')

export const wordsOf = (error: unknown): string => asApiError(error).message
