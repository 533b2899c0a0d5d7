import { createHash } from 'node:crypto'

/** kuaidi100 signs with MD5 in upper-case hexadecimal, over the parameter exactly as it is sent. */
export function carrierSignature(...parts: readonly string[]): string {
  return createHash('md5').update(parts.join('')).digest('hex').toUpperCase()
}
