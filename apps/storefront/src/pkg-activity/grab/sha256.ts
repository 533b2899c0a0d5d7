/** The first 32 bits of the fractional parts of roots of the first primes, by which SHA-256 is defined (FIPS 180-4). */
const primes = (count: number): number[] => {
  const found: number[] = []
  for (let n = 2; found.length < count; n += 1) if (found.every((prime) => n % prime !== 0)) found.push(n)
  return found
}
const fraction = (root: number): number => Math.floor((root - Math.floor(root)) * 0x1_0000_0000) | 0
const START = primes(8).map((prime) => fraction(Math.sqrt(prime)))
const ROUND = Int32Array.from(primes(64).map((prime) => fraction(Math.cbrt(prime))))

const BLOCK = 64
const words = new Int32Array(64)

const spread = (): void => {
  for (let n = 16; n < 64; n += 1) {
    const [far, near] = [words[n - 15] as number, words[n - 2] as number]
    const low = ((far >>> 7) | (far << 25)) ^ ((far >>> 18) | (far << 14)) ^ (far >>> 3)
    const high = ((near >>> 17) | (near << 15)) ^ ((near >>> 19) | (near << 13)) ^ (near >>> 10)
    words[n] = ((words[n - 16] as number) + low + (words[n - 7] as number) + high) | 0
  }
}

const mix = (hash: Int32Array): void => {
  let [a, b, c, d, e, f, g, h] = hash as unknown as [number, number, number, number, number, number, number, number]
  for (let n = 0; n < 64; n += 1) {
    const up = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const first = (h + up + ((e & f) ^ (~e & g)) + (ROUND[n] as number) + (words[n] as number)) | 0
    const down = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const second = (down + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  const sums = [a, b, c, d, e, f, g, h]
  for (let n = 0; n < 8; n += 1) hash[n] = ((hash[n] as number) + (sums[n] as number)) | 0
}

/** Text of one byte a character, with the padding that its length asks for. */
const padded = (text: string): number[] => {
  const bytes = Array.from({ length: text.length }, (_, n) => text.charCodeAt(n) & 0xff)
  bytes.push(0x80)
  while (bytes.length % BLOCK !== BLOCK - 8) bytes.push(0)
  const bits = text.length * 8
  return [...bytes, 0, 0, 0, 0, bits >>> 24, (bits >>> 16) & 0xff, (bits >>> 8) & 0xff, bits & 0xff]
}

/** SHA-256 of a text of ASCII, as eight words: no client of a mini program offers one of its own. */
export const sha256 = (text: string): Int32Array => {
  const bytes = padded(text)
  const hash = Int32Array.from(START)
  for (let at = 0; at < bytes.length; at += BLOCK) {
    for (let n = 0; n < 16; n += 1) {
      const from = at + n * 4
      words[n] =
        ((bytes[from] as number) << 24) |
        ((bytes[from + 1] as number) << 16) |
        ((bytes[from + 2] as number) << 8) |
        (bytes[from + 3] as number)
    }
    spread()
    mix(hash)
  }
  return hash
}

/** How many zero bits a digest begins with. */
export const leadingZeros = (digest: Int32Array): number => {
  let bits = 0
  for (const word of digest) {
    if (word !== 0) return bits + Math.clz32(word)
    bits += 32
  }
  return bits
}
