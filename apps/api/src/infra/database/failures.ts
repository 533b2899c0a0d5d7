import { DomainError } from '@jishi/kernel/errors'

const UNIQUE_VIOLATION = '23505'
const CHECK_VIOLATION = '23514'
const EXCLUSION_VIOLATION = '23P01'
const LOCK_NOT_AVAILABLE = '55P03'
const QUERY_CANCELED = '57014'
const TOO_MANY_CONNECTIONS = '53300'
const IDLE_IN_TRANSACTION = '25P03'
const SERIALIZATION_FAILURE = '40001'
const RETRYABLE = new Set([SERIALIZATION_FAILURE, '40P01'])
const GONE = new Set([
  '57P01',
  '57P02',
  '57P03',
  '08000',
  '08001',
  '08003',
  '08006',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
])

/** What the driver tells about a failure. */
interface DriverFailure {
  code?: string
  constraint?: string
  message?: string
}

const failureOf = (error: unknown): DriverFailure => (typeof error === 'object' && error !== null ? error : {})

/**
 * Somebody took the same free place in the same instant, and there may be others: the whole transaction is run again,
 * as after a serialization failure.
 */
export class LostRace extends Error {
  readonly code = SERIALIZATION_FAILURE

  constructor(cause: unknown) {
    super('somebody was faster', { cause })
  }
}

export const sqlStateOf = (error: unknown): string | undefined => failureOf(error).code

/** A deadlock or a serialization failure: the whole transaction may simply be run again. */
export const isRetryable = (error: unknown): boolean => RETRYABLE.has(failureOf(error).code ?? '')

/** The lock limit was reached while waiting for somebody else's row. */
export const isLockTimeout = (error: unknown): boolean => failureOf(error).code === LOCK_NOT_AVAILABLE

/** A unique index refused the row; name the constraint when several could. */
export const isUniqueViolation = (error: unknown, constraint?: string): boolean => {
  const { code, constraint: refused } = failureOf(error)
  return code === UNIQUE_VIOLATION && (constraint === undefined || constraint === refused)
}

/** The named EXCLUDE refused a row that collides with another. */
export const isExclusionViolation = (error: unknown, constraint: string): boolean => {
  const { code, constraint: refused } = failureOf(error)
  return code === EXCLUSION_VIOLATION && refused === constraint
}

/** A named check refused the row. */
export const isCheckViolation = (error: unknown, constraint: string): boolean => {
  const { code, constraint: refused } = failureOf(error)
  return code === CHECK_VIOLATION && refused === constraint
}

const CONNECTION_LOST = /connection terminated|connection error|not queryable|server closed the connection/i

/** The connection went away under a statement; the driver has words of its own for it. */
const isGone = ({ code, message = '' }: DriverFailure): boolean => GONE.has(code ?? '') || CONNECTION_LOST.test(message)

/** The pool was full for as long as a caller may wait (node-postgres gives this no code). */
const isPoolExhausted = ({ message = '' }: DriverFailure): boolean =>
  /timeout exceeded when trying to connect/i.test(message)

/**
 * Turns the database's own trouble into the two answers a client understands: too busy, or not there.
 * Everything else (a broken constraint, a wrong statement) passes through unchanged.
 */
export const translated = (error: unknown): unknown => {
  if (error instanceof DomainError) return error
  const failure = failureOf(error)
  const busy = [LOCK_NOT_AVAILABLE, QUERY_CANCELED, TOO_MANY_CONNECTIONS, IDLE_IN_TRANSACTION].includes(
    failure.code ?? '',
  )
  if (busy || isRetryable(error) || isPoolExhausted(failure)) return withCause(new DomainError('OVERLOADED'), error)
  if (isGone(failure)) return withCause(new DomainError('UNAVAILABLE'), error)
  return error
}

/** Keeps what really happened for the log; the client never sees it. */
const withCause = (refusal: DomainError, cause: unknown): DomainError => {
  Object.defineProperty(refusal, 'cause', { value: cause, enumerable: false, configurable: true })
  return refusal
}
