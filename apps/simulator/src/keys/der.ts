/** The few pieces of DER (X.690) that a version 3 certificate is written in. */

function lengthOf(byteCount: number): Buffer {
  if (byteCount < 0x80) return Buffer.from([byteCount])
  const bytes: number[] = []
  for (let rest = byteCount; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return Buffer.from([0x80 | bytes.length, ...bytes])
}

function tagged(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content])
}

export function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, ...parts)
}

export function setOf(...parts: Buffer[]): Buffer {
  return tagged(0x31, ...parts)
}

/** A context-specific constructed tag, as the version and the extensions of a certificate carry. */
export function explicit(number: number, ...parts: Buffer[]): Buffer {
  return tagged(0xa0 | number, ...parts)
}

/** A non-negative integer from its big-endian hexadecimal digits; a leading zero byte keeps the sign bit clear. */
export function integer(hex: string): Buffer {
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  const first = bytes[0] ?? 0
  return tagged(0x02, first >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes)
}

export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [first * 40 + second, ...rest.flatMap(base128)]
  return tagged(0x06, Buffer.from(bytes))
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f]
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80)
  return bytes
}

export function text(value: string): Buffer {
  return tagged(0x0c, Buffer.from(value, 'utf8'))
}

export function boolean(value: boolean): Buffer {
  return tagged(0x01, Buffer.from([value ? 0xff : 0x00]))
}

export function octets(content: Buffer): Buffer {
  return tagged(0x04, content)
}

export function bits(content: Buffer): Buffer {
  return tagged(0x03, Buffer.from([0]), content)
}

export function nothing(): Buffer {
  return tagged(0x05)
}

/** Dates up to 2049 are UTCTime with two digits of the year, later ones GeneralizedTime, as RFC 5280 wants. */
export function time(instant: number): Buffer {
  const digits = `${new Date(instant).toISOString().slice(0, 19).replaceAll(/[-T:]/g, '')}Z`
  return digits < '2050' ? tagged(0x17, Buffer.from(digits.slice(2))) : tagged(0x18, Buffer.from(digits))
}
