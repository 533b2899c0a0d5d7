import { createHash, randomBytes, randomInt } from 'node:crypto'

/** A secret for a session or a link: 256 random bits, base64url. Give it away once, store only its hash. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/**
 * What is stored of a token. The token itself is random enough that a plain digest cannot be turned round,
 * and a digest can be looked up by an index in constant time.
 */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest()

/** Digits for a code sent by SMS, each drawn from the system's cryptographic source. */
export const randomDigits = (length: number): string => Array.from({ length }, () => String(randomInt(10))).join('')

/** A name nobody can guess, such as a picture's: 128 random bits, base64url. */
export const randomName = (): string => randomBytes(16).toString('base64url')
