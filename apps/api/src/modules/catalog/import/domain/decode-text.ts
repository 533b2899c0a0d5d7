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

const REPLACEMENT = 0xfffd
const LINE_AND_TAB = new Set([0x09, 0x0a, 0x0d])

/** Tab, line feed and carriage return are the only control characters the head of a sheet has reason to hold. */
const isText = (text: string): boolean =>
  [...text].every((sign) => {
    const code = sign.codePointAt(0) ?? 0
    return (code >= 0x20 || LINE_AND_TAB.has(code)) && code !== REPLACEMENT
  })

const MARKS: readonly { readonly label: string; readonly bytes: readonly number[] }[] = [
  { label: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { label: 'utf-16le', bytes: [0xff, 0xfe] },
  { label: 'utf-16be', bytes: [0xfe, 0xff] },
]

/**
 * The text of a csv file in UTF-8, UTF-16 or GB18030 (which holds GBK); undefined when it is none of these. A file that marks itself
 * as text is believed; another one may decode by chance, and its head then holds what no text does.
 */
export const decodedText = (bytes: Uint8Array): string | undefined => {
  const mark = MARKS.find((each) => each.bytes.every((byte, at) => bytes[at] === byte))
  if (mark !== undefined) return read(mark.label, bytes)
  const label = wideLabel(bytes)
  const text = label === undefined ? (read('utf-8', bytes) ?? read('gb18030', bytes)) : read(label, bytes)
  return text !== undefined && isText(text.slice(0, LOOKED_AT)) ? text : undefined
}

/** The sign between cells: whichever the first line has most of. */
export const delimiterOf = (text: string): string => {
  const line = text.slice(0, text.search(/[\r\n]|$/))
  const counts = [',', '\t', ';'].map((sign) => ({ sign, n: line.split(sign).length }))
  return counts.reduce((best, each) => (each.n > best.n ? each : best)).sign
}
