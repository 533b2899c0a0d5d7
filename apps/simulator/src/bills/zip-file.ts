import { crc32, deflateRawSync } from 'node:zlib'

const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
const DEFLATED = 8
/** 1 January 1980: the earliest day a zip can name, so that the same files make the same bytes. */
const DOS_DAY = 0x21

export interface ZipEntry {
  /** In whatever bytes the writer uses; nothing in this file says which. */
  name: Buffer
  content: Buffer
}

function fixed(...fields: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer {
  const out = Buffer.alloc(fields.reduce((sum, [bytes]) => sum + bytes, 0))
  let at = 0
  for (const [bytes, value] of fields) {
    if (bytes === 2) out.writeUInt16LE(value, at)
    else out.writeUInt32LE(value, at)
    at += bytes
  }
  return out
}

/** A plain zip without marks about the language of its names. */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content } of entries) {
    const packed = deflateRawSync(content)
    const shared = [
      [2, 20],
      [2, 0],
      [2, DEFLATED],
      [2, 0],
      [2, DOS_DAY],
      [4, crc32(content)],
      [4, packed.length],
      [4, content.length],
      [2, name.length],
      [2, 0],
    ] as const
    const body = Buffer.concat([fixed([4, LOCAL], ...shared), name, packed])
    const rest = [[2, 0] as const, [2, 0] as const, [2, 0] as const, [4, 0] as const, [4, offset] as const]
    directory.push(fixed([4, CENTRAL], [2, 20], ...shared, ...rest), name)
    bodies.push(body)
    offset += body.length
  }
  const central = Buffer.concat(directory)
  const counts = [[2, entries.length] as const, [2, entries.length] as const]
  const end = fixed([4, END], [2, 0], [2, 0], ...counts, [4, central.length], [4, offset], [2, 0])
  return Buffer.concat([...bodies, central, end])
}
