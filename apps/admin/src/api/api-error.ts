import type { ErrorCode } from '@jishi/contracts/errors'

/** The server's codes, and those the browser adds itself when no answer came or none could be read. */
export type FailureCode = ErrorCode | 'NETWORK' | 'TIMEOUT' | 'UNKNOWN'

/** Every refusal or failure of a call. Rooms decide by `code`; `message` is already in the operator's language. */
export class ApiError extends Error {
  override readonly name = 'ApiError'

  constructor(
    readonly code: FailureCode,
    message: string,
    readonly status: number,
    /** Quotable number under which this request is found in the logs. */
    readonly requestId: string,
    readonly details?: unknown,
    readonly retryAfterSeconds?: number,
  ) {
    super(message)
  }

  /** No answer reached the browser, so whether the call took effect is not known. */
  get unanswered(): boolean {
    return this.code === 'NETWORK' || this.code === 'TIMEOUT' || this.status >= 500
  }
}

export const asApiError = (error: unknown): ApiError =>
  error instanceof ApiError ? error : new ApiError('UNKNOWN', String(error), 0, '')

/** What was wrong with one field of the body, when the server named fields. */
export const fieldsRefused = ({ code, details }: ApiError): Map<string, string> => {
  const fields = new Map<string, string>()
  if (code !== 'VALIDATION_FAILED' || !Array.isArray(details)) return fields
  for (const entry of details as { path?: unknown; message?: unknown }[])
    if (typeof entry?.path === 'string') fields.set(entry.path, String(entry.message ?? ''))
  return fields
}
