export type ErrorDetails = Readonly<Record<string, unknown>> | readonly unknown[]

/**
 * "The shop says no." The code is stable and known to clients; its HTTP status and its words live in the contracts.
 * Details are for the reader of the answer, so they never hold personal data or secrets.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError'
  readonly code: string
  readonly details: ErrorDetails | undefined

  constructor(code: string, details?: ErrorDetails) {
    super(code)
    this.code = code
    this.details = details
  }
}

export function isDomainError(error: unknown, code?: string): error is DomainError {
  return error instanceof DomainError && (code === undefined || error.code === code)
}
