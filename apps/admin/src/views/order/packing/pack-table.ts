import { TRACKING_NO_PATTERN } from '@jishi/contracts/order/order.terms'
import type { Packing } from '@jishi/contracts/order/to-ship.schema'
import { cleanNumber, guessCarrier } from '../carrier-guess'

export type ParcelLine = Packing['orders'][number]['lines'][number]
/** How many pieces of each line lie in the parcel. */
export type Packed = ReadonlyMap<string, number>

/**
 * What a code means for the parcel on the table: a piece of a line, one too many, goods of another order, the parcel's number,
 * or that number while pieces are missing.
 */
export type Scanned =
  | { readonly means: 'piece'; readonly line: ParcelLine }
  | { readonly means: 'surplus'; readonly line: ParcelLine }
  | { readonly means: 'tracking'; readonly number: string }
  | { readonly means: 'early' | 'stranger' }

const inParcel = (packed: Packed, { id }: ParcelLine): number => packed.get(id) ?? 0

/** Every piece is there, and none too many: an order may have lost some while it was packed. */
export const isWhole = (lines: readonly ParcelLine[], packed: Packed): boolean =>
  lines.length > 0 && lines.every((line) => inParcel(packed, line) === line.qty)

export const withPiece = (packed: Packed, { id }: ParcelLine, by: 1 | -1): Packed =>
  new Map(packed).set(id, Math.max(0, (packed.get(id) ?? 0) + by))

const sameCode = (one: string | null, other: string): boolean => one !== null && one.toUpperCase() === other

/** The last digit of an article number is weighed from the others. */
const isArticleNumber = (text: string): boolean => {
  if (!/^(?:\d{8}|\d{12,14})$/.test(text)) return false
  const sum = [...text].toReversed().reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 3), 0)
  return sum % 10 === 0
}

/** Digits alone may be both; carriers number nothing like Chinese goods or books. */
const isGoods = (code: string): boolean =>
  isArticleNumber(code) && (guessCarrier(code) === undefined || /^(?:69|97[89])/.test(code))

export const scanned = (lines: readonly ParcelLine[], packed: Packed, typed: string): Scanned => {
  const code = cleanNumber(typed)
  const named = lines.filter(({ barcode, skuCode }) => sameCode(barcode, code) || sameCode(skuCode, code))
  const [first] = named
  if (first !== undefined) {
    const missing = named.find((line) => inParcel(packed, line) < line.qty)
    return missing === undefined ? { means: 'surplus', line: first } : { means: 'piece', line: missing }
  }
  if (isGoods(code) || !TRACKING_NO_PATTERN.test(code)) return { means: 'stranger' }
  if (isWhole(lines, packed)) return { means: 'tracking', number: code }
  // What no carrier numbers like this is rather goods that do not belong here.
  return { means: guessCarrier(code) === undefined ? 'stranger' : 'early' }
}
