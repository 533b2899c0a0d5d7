import { promisify } from 'node:util'
import { crc32, inflateRaw } from 'node:zlib'
import { refusedFor } from './file-refused.js'

const inflate = promisify(inflateRaw)

const END = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
const STORED = 0
const DEFLATED = 8
const MAX_ENTRIES = 2_000
const MEGABYTE = 1024 * 1024
/** What a sheet of the largest size we take comes to, several times over; a bomb unpacks to a thousand times its size. */
export const MAX_UNPACKED_MB = 96

interface Entry {
  readonly name: string
  readonly method: number
  readonly packed: number
  readonly size: number
  readonly at: number
}

const broken = (found: string) => refusedFor('FILE_UNREADABLE', { found })

const endOf = (bytes: Buffer): number => {
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 65_557); at -= 1)
    if (bytes.readUInt32LE(at) === END) return at
  throw broken('zip')
}

/** The directory at the end of the file. Sizes are what it claims; unpacking is bounded whether it tells the truth or not. */
const entriesOf = (bytes: Buffer): Entry[] => {
  const end = endOf(bytes)
  const count = bytes.readUInt16LE(end + 10)
  if (count > MAX_ENTRIES) throw broken('zip')
  const entries: Entry[] = []
  let at = bytes.readUInt32LE(end + 16)
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== CENTRAL) throw broken('zip')
    const nameLength = bytes.readUInt16LE(at + 28)
    // The first bit of the flags says that the entry is encrypted.
    if ((bytes.readUInt16LE(at + 8) & 1) === 1) throw refusedFor('FILE_OLD_FORMAT')
    entries.push({
      name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      at: bytes.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return entries
}

const packedOf = (bytes: Buffer, { at, packed }: Entry): Buffer => {
  if (at + 30 > bytes.length || bytes.readUInt32LE(at) !== LOCAL) throw broken('zip')
  const from = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28)
  if (from + packed > bytes.length) throw broken('zip')
  return bytes.subarray(from, from + packed)
}

const unpacked = async (bytes: Buffer, entry: Entry, most: number): Promise<Buffer> => {
  const packed = packedOf(bytes, entry)
  if (entry.method === STORED) return packed
  if (entry.method !== DEFLATED) throw broken(entry.name)
  try {
    return (await inflate(packed, { maxOutputLength: Math.max(1, most) })) as Buffer
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw refusedFor('FILE_TOO_BIG_INSIDE', { most: MAX_UNPACKED_MB })
    throw broken(entry.name)
  }
}

/**
 * Unpacks the wanted parts of a zip within a bound that no lie about sizes gets past: what claims too much is refused before a byte
 * is unpacked, and what claims too little is cut off while it unpacks.
 */
export const zipParts = async (bytes: Buffer, wanted: (name: string) => boolean): Promise<Map<string, Buffer>> => {
  const entries = entriesOf(bytes).filter(({ name }) => wanted(name))
  const most = MAX_UNPACKED_MB * MEGABYTE
  if (entries.reduce((sum, { size }) => sum + size, 0) > most)
    throw refusedFor('FILE_TOO_BIG_INSIDE', { most: MAX_UNPACKED_MB })
  const parts = new Map<string, Buffer>()
  let left = most
  for (const entry of entries) {
    const part = await unpacked(bytes, entry, left)
    left -= part.length
    parts.set(entry.name, part)
  }
  return parts
}

const headerOf = (signature: number, name: Buffer, part: Buffer): Buffer => {
  const central = signature === CENTRAL
  const header = Buffer.alloc(central ? 46 : 30)
  header.writeUInt32LE(signature, 0)
  const at = central ? 2 : 0
  header.writeUInt16LE(20, at + 4)
  header.writeUInt32LE(crc32(part), at + 14)
  header.writeUInt32LE(part.length, at + 18)
  header.writeUInt32LE(part.length, at + 22)
  header.writeUInt16LE(name.length, at + 26)
  return header
}

/** A zip of exactly these parts, not packed: what a library is given to read holds nothing that was not looked at. */
export const zipOf = (parts: ReadonlyMap<string, Buffer>): Buffer => {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [name, part] of parts) {
    const label = Buffer.from(name, 'utf8')
    const central = headerOf(CENTRAL, label, part)
    central.writeUInt32LE(at, 42)
    const file = [headerOf(LOCAL, label, part), label, part]
    files.push(...file)
    directory.push(central, label)
    at += file.reduce((sum, { length }) => sum + length, 0)
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(END, 0)
  end.writeUInt16LE(parts.size, 8)
  end.writeUInt16LE(parts.size, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...files, ...directory, end])
}
