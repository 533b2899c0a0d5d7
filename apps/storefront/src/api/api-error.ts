import type { ErrorCode } from '@jishi/contracts/errors'

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
