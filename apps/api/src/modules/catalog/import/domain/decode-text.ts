const read = (label: string, bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

const LOOKED_AT = 4_096

/** Latin letters, digits and commas in UTF-16 have a zero beside them, always on the same side. */
const wideLabel = (bytes: Uint8Array): string | undefined => {
  const size = Math.min(bytes.length, LOOKED_AT) & ~1
  const zeros = [0, 0]
  for (let at = 0; at < size; at += 1) if (bytes[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  if (even + odd < size / 20) return undefined
  return odd > even * 4 ? 'utf-16le' : even > odd * 4 ? 'utf-16be' : undefined
}

const labelOfMark = ([first, second]: Uint8Array): string | undefined =>
  first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : undefined

const REPLACEMENT = 0xfffd
const LINE_AND_TAB = new Set([0x09, 0x0a, 0x0d])

/** Tab, line feed and carriage return are the only control characters the head of a sheet has reason to hold. */
const isText = (text: string): boolean =>
  [...text].every((sign) => {
    const code = sign.codePointAt(0) ?? 0
    return (code >= 0x20 || LINE_AND_TAB.has(code)) && code !== REPLACEMENT
  })

/** The text of a csv file in UTF-8, UTF-16 or GB18030 (which holds GBK); undefined when it is none of these. */
export const decodedText = (bytes: Uint8Array): string | undefined => {
  const label = labelOfMark(bytes) ?? wideLabel(bytes)
  const text = label === undefined ? (read('utf-8', bytes) ?? read('gb18030', bytes)) : read(label, bytes)
  // A picture or a program may decode by chance; its first lines then hold what no text does.
  return text !== undefined && isText(text.slice(0, LOOKED_AT)) ? text : undefined
}

/** The sign between cells: whichever the first line has most of. */
export const delimiterOf = (text: string): string => {
  const line = text.slice(0, text.search(/[\r\n]|$/))
  const counts = [',', '\t', ';'].map((sign) => ({ sign, n: line.split(sign).length }))
  return counts.reduce((best, each) => (each.n > best.n ? each : best)).sign
}
