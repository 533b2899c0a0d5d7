import { assert, present } from './assert.js'
import { cryptoBytes, type RandomBytes } from './random.js'
import type { Clock } from './time.js'

declare const idKind: unique symbol

/** The key of a row, a UUIDv7 in lower case. The kind keeps an order's key from being passed as a product's. */
export type Id<Kind extends string> = string & { readonly [idKind]: Kind }

const idPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const sequenceLimit = 0x1000

export function isId(value: unknown): value is Id<string> {
  return typeof value === 'string' && idPattern.test(value)
}

/** Brands a text that is already known to be a key, such as a column of our own tables. */
export function idOf<Kind extends string>(value: string): Id<Kind> {
  assert(isId(value), `not a key: ${value}`)
  return value as string as Id<Kind>
}

interface Position {
  readonly ms: number
  readonly sequence: number
}

/**
 * A source of UUIDv7 keys. Twelve bits after the millisecond are a counter with a random start (RFC 9562, method 1), so
 * that keys of one process sort in the order they were made even while the clock stands still; 62 bits stay random.
 */
export function idSource(random: RandomBytes): <Kind extends string>(clock: Clock) => Id<Kind> {
  let seenMs = -1
  let last: Position = { ms: -1, sequence: 0 }
  return <Kind extends string>(clock: Clock) => {
    const now = clock.now()
    const bytes = random(10)
    // A clock that jumped back (a test, the demo seeding) starts anew; one inside what was borrowed carries on.
    const continues = now >= seenMs && now <= last.ms
    last = continues ? following(last) : { ms: now, sequence: startOfSequence(bytes) }
    seenMs = now
    return formatId(last, bytes) as Id<Kind>
  }
}

export const newId = idSource(cryptoBytes)

function following({ ms, sequence }: Position): Position {
  return sequence + 1 < sequenceLimit ? { ms, sequence: sequence + 1 } : { ms: ms + 1, sequence: 0 }
}

function startOfSequence(bytes: Uint8Array): number {
  // Half of the range is left for counting on within the millisecond.
  return ((byteAt(bytes, 0) << 8) | byteAt(bytes, 1)) & 0x7ff
}

function formatId({ ms, sequence }: Position, bytes: Uint8Array): string {
  const time = ms.toString(16).padStart(12, '0')
  const counter = sequence.toString(16).padStart(3, '0')
  const variant = (0x80 | (byteAt(bytes, 2) & 0x3f)).toString(16)
  const tail = Array.from(bytes.subarray(3, 10), hexOf).join('')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${variant}${tail.slice(0, 2)}-${tail.slice(2)}`
}

function hexOf(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}

function byteAt(bytes: Uint8Array, index: number): number {
  return present(bytes[index], 'a random byte')
}
