/** The file is not what it says: a length that leads nowhere, a box where none may be, an end before its time. */
export class BrokenFilm extends Error {}

export interface Box {
  readonly type: string
  /** Where its content begins and ends. */
  readonly from: number
  readonly to: number
}

const HEADER = 8
const LONG_HEADER = 16

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** The four letters of a type or a brand; anything but plain ASCII is broken. */
export const fourLetters = (view: DataView, at: number): string => {
  if (at + 4 > view.byteLength) throw new BrokenFilm()
  const codes = [0, 1, 2, 3].map((step) => view.getUint8(at + step))
  if (codes.some((code) => code < 0x20 || code > 0x7e)) throw new BrokenFilm()
  return String.fromCharCode(...codes)
}

const longReach = (header: DataView, at: number): { from: number; to: number } => {
  if (header.byteLength < LONG_HEADER) throw new BrokenFilm()
  return { from: at + LONG_HEADER, to: at + Number(header.getBigUint64(8)) }
}

/**
 * The box that a header at `at` announces, within `end`. Lengths of 64 bits are taken up to what a file can have. A length
 * of 0 means "up to the end" and is taken where `last` allows it.
 */
export const boxAt = (header: DataView, at: number, end: number, last = false): Box => {
  if (at + HEADER > end || header.byteLength < HEADER) throw new BrokenFilm()
  const short = header.getUint32(0)
  const type = fourLetters(header, 4)
  if (short === 0 && last) return { type, from: at + HEADER, to: end }
  const { from, to } = short === 1 ? longReach(header, at) : { from: at + HEADER, to: at + short }
  if (to < from || to > end) throw new BrokenFilm()
  return { type, from, to }
}

/** Every box inside one, in order; they fill it exactly. Bounded by the bytes at hand: each takes at least eight. */
export const boxesIn = (bytes: Uint8Array, from = 0, to = bytes.length): Box[] => {
  const boxes: Box[] = []
  let at = from
  while (at < to) {
    const box = boxAt(viewOf(bytes.subarray(at, Math.min(at + LONG_HEADER, to))), at, to)
    boxes.push(box)
    at = box.to
  }
  return boxes
}

/** The one box of this type inside, along a path of types. */
export const within = (bytes: Uint8Array, outer: Pick<Box, 'from' | 'to'>, ...path: readonly string[]): Box => {
  let box: Pick<Box, 'from' | 'to'> & { type?: string } = outer
  for (const type of path) {
    const [found, another] = boxesIn(bytes, box.from, box.to).filter((inner) => inner.type === type)
    if (found === undefined || another !== undefined) throw new BrokenFilm()
    box = found
  }
  return { type: path[path.length - 1] ?? '', from: box.from, to: box.to }
}

/** A look at the content of a box of at least `least` bytes. */
export const contentOf = (bytes: Uint8Array, { from, to }: Box, least: number): DataView => {
  if (to - from < least) throw new BrokenFilm()
  return viewOf(bytes.subarray(from, to))
}
