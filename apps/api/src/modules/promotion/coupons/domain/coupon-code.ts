const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LETTERS = 18
const BITS_A_LETTER = 5

/** The first ninety bits of a digest as eighteen letters that nobody mistakes for one another. */
export const codeOf = (digest: Uint8Array): string => {
  let bits = 0n
  for (const byte of digest.subarray(0, 12)) bits = (bits << 8n) | BigInt(byte)
  bits >>= BigInt(12 * 8 - LETTERS * BITS_A_LETTER)
  const letters: string[] = []
  for (let place = 0; place < LETTERS; place += 1) {
    letters.unshift(ALPHABET[Number(bits & 31n)] ?? '')
    bits >>= 5n
  }
  return letters.join('')
}
