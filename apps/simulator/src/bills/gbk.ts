const UNKNOWN = 0x3f

let table: Map<string, number> | undefined

/** Made from the decoder that Node has: every pair of bytes that means a character, turned round. */
function pairs(): Map<string, number> {
  if (table !== undefined) return table
  table = new Map()
  const decoder = new TextDecoder('gbk')
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      if (trail === 0x7f) continue
      const character = decoder.decode(Buffer.from([lead, trail]))
      if ([...character].length === 1 && character !== '\uFFFD' && !table.has(character)) {
        table.set(character, (lead << 8) | trail)
      }
    }
  }
  return table
}

/** What GBK has no bytes for becomes a question mark, as in the wallet's own files. */
export function gbkBytes(text: string): Buffer {
  const bytes: number[] = []
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x80) bytes.push(code)
    else {
      const pair = pairs().get(character)
      if (pair === undefined) bytes.push(UNKNOWN)
      else bytes.push(pair >> 8, pair & 0xff)
    }
  }
  return Buffer.from(bytes)
}
