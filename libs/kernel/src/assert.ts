/** A broken promise inside our own code. The shop never shows it to a buyer as a reason; it is a bug to be mended. */
export class AssertionFailed extends Error {
  override readonly name = 'AssertionFailed'
}

/**
 * Says what must be true here. A failure means a bug, never "the shop says no" (that is a DomainError). Where it is asked hundreds of
 * times for one price, the message is a function, so that it is written only when it is needed.
 */
export function assert(condition: unknown, message: string | (() => string)): asserts condition {
  if (!condition) throw new AssertionFailed(typeof message === 'string' ? message : message())
}

/** Unwraps a value that must be there, naming it when it is not. */
export function present<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new AssertionFailed(`${what} is missing`)
  return value
}

/** Closes an exhaustive switch: the compiler proves that no case is left, the throw covers values from outside. */
export function unreachable(value: never): never {
  throw new AssertionFailed(`unexpected case: ${JSON.stringify(value)}`)
}
