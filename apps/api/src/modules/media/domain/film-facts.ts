import { MAX_VIDEO_SECONDS, type VideoFlaw } from '@jishi/contracts/media/media.terms'
import { BrokenFilm, boxAt, boxesIn, contentOf, fourLetters, viewOf, within, type Box } from './mp4-boxes.js'

/** What a shop has to know of a film: how long, how large on the screen. */
export interface FilmFacts {
  readonly seconds: number
  readonly width: number
  readonly height: number
}

/** Reads so many bytes of the file from there on; fewer come back only at its end. */
export type ReadBytes = (from: number, length: number) => Promise<Uint8Array>

const FTYP = [0x66, 0x74, 0x79, 0x70]
const MOST_BOXES = 200
const MOST_INDEX_BYTES = 8 * 1024 * 1024
const MOST_BRAND_BYTES = 1_024
const MIN_EDGE = 64
const MAX_EDGE = 4_096
const BRANDS = new Set(['isom', 'iso2', 'iso3', 'iso4', 'iso5', 'iso6', 'mp41', 'mp42', 'avc1', 'M4V ', 'MSNV', 'mmp4'])
/** QuickTime's files look alike and play in Apple's browsers alone. */
const NO_BRANDS = new Set(['qt  ', 'heic', 'heix', 'avif', 'mif1', 'crx ', 'M4A ', 'M4B '])
const OUTER = new Set(['ftyp', 'moov', 'mdat', 'free', 'skip', 'wide', 'udta', 'meta', 'uuid', 'pdin', 'sidx', 'styp'])

/** What plays in every browser and in both mini programs. */
const CODECS: Readonly<Record<string, ReadonlySet<string>>> = {
  vide: new Set(['avc1', 'avc3']),
  soun: new Set(['mp4a']),
}

/** The boxes a file is made of, which fill it to its last byte: nothing may hang on its end. */
const outerBoxes = async (size: number, read: ReadBytes): Promise<Box[]> => {
  const boxes: Box[] = []
  let at = 0
  while (at < size) {
    if (boxes.length >= MOST_BOXES) throw new BrokenFilm()
    const box = boxAt(viewOf(await read(at, 16)), at, size, true)
    if (!OUTER.has(box.type)) throw new BrokenFilm()
    boxes.push(box)
    at = box.to
  }
  return boxes
}

const isFilm = async ([first]: readonly Box[], read: ReadBytes): Promise<boolean> => {
  if (first?.type !== 'ftyp') return false
  const length = first.to - first.from
  if (length < 8 || length > MOST_BRAND_BYTES || length % 4 !== 0) return false
  const view = viewOf(await read(first.from, length))
  const major = fourLetters(view, 0)
  const others = Array.from({ length: length / 4 - 2 }, (_, index) => fourLetters(view, 8 + index * 4))
  return !NO_BRANDS.has(major) && [major, ...others].some((brand) => BRANDS.has(brand))
}

const secondsOf = (index: Uint8Array): number => {
  const view = contentOf(index, within(index, whole(index), 'mvhd'), 32)
  const long = view.getUint8(0) === 1
  const scale = view.getUint32(long ? 20 : 12)
  const duration = long ? Number(view.getBigUint64(24)) : view.getUint32(16)
  // All ones is how a film says that it does not know.
  const unknown = long ? duration > Number.MAX_SAFE_INTEGER : duration === 0xffff_ffff
  if (scale === 0 || duration === 0 || unknown) throw new BrokenFilm()
  return Math.max(1, Math.round(duration / scale))
}

const whole = (bytes: Uint8Array) => ({ from: 0, to: bytes.length })

/** Width and height as they are shown: a telephone held upright turns its picture by the matrix. */
const edgesOf = (index: Uint8Array, track: Box): { width: number; height: number } => {
  const view = contentOf(index, within(index, track, 'tkhd'), 84)
  const long = view.getUint8(0) === 1
  const at = long ? 88 : 76
  if (view.byteLength < at + 8) throw new BrokenFilm()
  const [width, height] = [view.getUint16(at), view.getUint16(at + 4)]
  const matrix = at - 36
  const turned = view.getInt32(matrix) === 0 && view.getInt32(matrix + 4) !== 0
  return turned ? { width: height, height: width } : { width, height }
}

/** A track whose samples would lie in another file, at an address, is none of ours. */
const assertSelfContained = (index: Uint8Array, media: Box): void => {
  const references = within(index, media, 'minf', 'dinf', 'dref')
  contentOf(index, references, 8)
  for (const entry of boxesIn(index, references.from + 8, references.to)) {
    const flags = contentOf(index, entry, 4).getUint32(0)
    if ((flags & 1) === 0) throw new BrokenFilm()
  }
}

interface Track {
  readonly kind: string
  readonly playable: boolean
  readonly box: Box
}

const trackOf = (index: Uint8Array, box: Box): Track => {
  const media = within(index, box, 'mdia')
  const kind = fourLetters(contentOf(index, within(index, media, 'hdlr'), 12), 8)
  const known = CODECS[kind]
  // Subtitles and time codes are let be: no player of ours looks at them.
  if (known === undefined) return { kind, playable: true, box }
  assertSelfContained(index, media)
  const samples = within(index, media, 'minf', 'stbl', 'stsd')
  contentOf(index, samples, 8)
  const entries = boxesIn(index, samples.from + 8, samples.to)
  return { kind, playable: entries.length > 0 && entries.every(({ type }) => known.has(type)), box }
}

const measured = (index: Uint8Array): FilmFacts | VideoFlaw => {
  const tracks = boxesIn(index)
    .filter(({ type }) => type === 'trak')
    .map((box) => trackOf(index, box))
  const [film, another] = tracks.filter(({ kind }) => kind === 'vide')
  if (film === undefined || another !== undefined) return 'unreadable'
  if (tracks.some(({ playable }) => !playable)) return 'codec'
  const { width, height } = edgesOf(index, film.box)
  if ([width, height].some((edge) => edge < MIN_EDGE || edge > MAX_EDGE)) return 'edges'
  const seconds = secondsOf(index)
  return seconds > MAX_VIDEO_SECONDS ? 'too_long' : { seconds, width, height }
}

const examined = async (size: number, read: ReadBytes): Promise<FilmFacts | VideoFlaw> => {
  const head = await read(0, 8)
  if (!FTYP.every((byte, index) => head[4 + index] === byte)) return 'not_its_type'
  const boxes = await outerBoxes(size, read)
  if (!(await isFilm(boxes, read))) return 'not_its_type'
  const [moov, second] = boxes.filter(({ type }) => type === 'moov')
  const samples = boxes.some(({ type, from, to }) => type === 'mdat' && to > from)
  if (moov === undefined || second !== undefined || !samples) return 'unreadable'
  if (moov.to - moov.from > MOST_INDEX_BYTES) return 'unreadable'
  return measured(await read(moov.from, moov.to - moov.from))
}

/**
 * What an mp4 says of itself, or why it is none of ours. Reads the headers of its boxes and its index, never its
 * pictures; whatever lengths a hostile file claims, no more than 200 headers and 8 MB are read.
 */
export const filmFacts = async (size: number, read: ReadBytes): Promise<FilmFacts | VideoFlaw> => {
  try {
    return await examined(size, read)
  } catch (error) {
    if (error instanceof BrokenFilm) return 'unreadable'
    throw error
  }
}
