/** A film made of nothing but its boxes: enough for whoever reads what a film says of itself, nothing for a player. */
export interface FilmParts {
  readonly brand?: string
  readonly others?: readonly string[]
  readonly seconds?: number
  readonly timescale?: number
  readonly width?: number
  readonly height?: number
  /** Turned by a quarter, as a telephone held upright does it. */
  readonly turned?: boolean
  readonly codec?: string
  readonly sound?: string
  /** Bytes of pictures. */
  readonly sampleBytes?: number
  /** 64-bit times, as long films have them. */
  readonly long?: boolean
  readonly selfContained?: boolean
}

const words = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, index) => bytes.writeUInt32BE(value, index * 4))
  return bytes
}
const zeros = (bytes: number): Buffer => Buffer.alloc(bytes)

export const box = (type: string, ...content: readonly Buffer[]): Buffer => {
  const inside = Buffer.concat(content)
  return Buffer.concat([words(inside.length + 8), Buffer.from(type, 'latin1'), inside])
}

const TURNED = [0, 0x10000, 0, 0xffff0000, 0, 0, 0, 0, 0x40000000]
const UPRIGHT = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000]

const header = ({ seconds = 12, timescale = 1_000, long = false }: FilmParts): Buffer => {
  const duration = Math.round(seconds * timescale)
  const times = long ? words(1 << 24, 0, 0, 0, 0, timescale, 0, duration) : words(0, 0, 0, timescale, duration)
  return box('mvhd', times, zeros(80))
}

const trackHeader = ({ width = 720, height = 1_280, turned = false, long = false }: FilmParts): Buffer =>
  box(
    'tkhd',
    long ? words(1 << 24, 0, 0, 0, 0, 1, 0, 0, 0) : words(0, 0, 0, 1, 0, 0),
    zeros(16),
    words(...(turned ? TURNED : UPRIGHT)),
    words(width * 0x10000, height * 0x10000),
  )

const media = (handler: string, entry: string, selfContained: boolean): Buffer =>
  box(
    'mdia',
    box('mdhd', zeros(24)),
    box('hdlr', words(0, 0), Buffer.from(handler, 'latin1'), zeros(13)),
    box(
      'minf',
      box('dinf', box('dref', words(0, 1), box('url ', words(selfContained ? 1 : 0)))),
      box('stbl', box('stsd', words(0, 1), box(entry, zeros(78)))),
    ),
  )

/** The index of a film. */
export const filmIndex = (parts: FilmParts = {}): Buffer => {
  const { codec = 'avc1', sound = 'mp4a', selfContained = true } = parts
  return box(
    'moov',
    header(parts),
    box('trak', trackHeader(parts), media('vide', codec, selfContained)),
    ...(sound === '' ? [] : [box('trak', trackHeader(parts), media('soun', sound, true))]),
  )
}

export const filmBrand = ({ brand = 'isom', others = ['iso2', 'avc1', 'mp41'] }: FilmParts = {}): Buffer =>
  box('ftyp', Buffer.from(brand, 'latin1'), words(512), Buffer.from(others.join(''), 'latin1'))

export const madeFilm = (parts: FilmParts = {}): Buffer =>
  Buffer.concat([filmBrand(parts), filmIndex(parts), box('mdat', Buffer.alloc(parts.sampleBytes ?? 4_000, 7))])
