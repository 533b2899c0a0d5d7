/** A scanner types as no hand does; an old one leaves this much between two signs at most. */
const GAP_MS = 60
/** Shorter than any code of goods or parcels: somebody leaned on a key. */
const LEAST = 4
const ENDS: ReadonlySet<string> = new Set(['Enter', 'Tab'])

/** What of a key press a scanner's work is told by. */
export interface Stroke {
  readonly key: string
  /** The place of the key, which stays where an input method hides the sign. */
  readonly code: string
}

/** A scanner behind a Chinese input method: the browser is told of a key being processed, and still of which one. */
const signOf = ({ key, code }: Stroke): string => {
  if (key !== 'Process') return key
  const [, letter, digit] = /^(?:Key([A-Z])|(?:Digit|Numpad)(\d))$/.exec(code) ?? []
  return letter ?? digit ?? (code === 'Minus' ? '-' : code)
}

/** Tells the codes of a scanner, which are typed fast and end with Enter or Tab, from what people press. */
export class ScanStream {
  private signs = ''
  private last = Number.NEGATIVE_INFINITY

  /** Whether signs follow each other as a scanner's do: they are no shortcuts then. */
  get running(): boolean {
    return this.signs.length > 1
  }

  /** The code, where this stroke ends one. Times are those of the strokes, so that a slow page hears no other codes. */
  press(stroke: Stroke, atMs: number): string | undefined {
    const sign = signOf(stroke)
    const ends = ENDS.has(sign)
    // Shift and its like stand between the signs of a code and are none.
    if (!ends && sign.length !== 1) return undefined
    const fast = atMs - this.last <= GAP_MS
    const before = fast ? this.signs : ''
    this.last = atMs
    this.signs = ends ? '' : before + sign
    return ends && before.length >= LEAST ? before : undefined
  }
}
