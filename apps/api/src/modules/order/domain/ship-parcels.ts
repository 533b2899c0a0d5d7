import type { ShipColumn, ShipFlawCode, ShipVerdict } from '@jishi/contracts/order/ship-sheet.terms'
import { samePieces, type Pieces } from './parcel-pieces.js'

/** Something wrong in a sheet of parcels: where, and what fills its sentence. */
export interface ShipSheetFlaw {
  readonly code: ShipFlawCode
  readonly row: number | null
  readonly column: ShipColumn | null
  readonly found?: string | undefined
  readonly most?: number | undefined
}

/** What a row asks for: some pieces of a line, all that waits of it, or all that waits of the order. */
export interface AskedPieces {
  readonly row: number
  readonly line: number | null
  readonly qty: number | null
}

/** Rows with the same order, carrier and number are one parcel, named by the first of them. */
export interface SheetParcel {
  readonly parcel: number
  readonly carrierCode: string
  readonly trackingNo: string
  readonly asked: readonly AskedPieces[]
}

/** An order as a sheet finds it. */
export interface SheetOrder {
  readonly id: string
  readonly state: string
  readonly held: boolean
  /** Lines that go into parcels, with what waits of them. */
  readonly lines: readonly { readonly position: number; readonly lineId: string; readonly qty: number }[]
  readonly shipments: readonly {
    readonly carrierCode: string
    readonly trackingNo: string
    readonly pieces: readonly Pieces[]
  }[]
}

export interface ParcelVerdict {
  readonly parcel: number
  readonly verdict: ShipVerdict
  readonly pieces: readonly Pieces[] | null
  readonly flaws: readonly ShipSheetFlaw[]
}

type Left = Map<number, { lineId: string; qty: number }>

/** What each parcel of one order would be, in the order of the file: what one takes is not there for the next. */
export function verdictsOf(
  orderNo: string,
  order: SheetOrder | undefined,
  parcels: readonly SheetParcel[],
  isTaken: (parcel: SheetParcel, orderId: string) => boolean,
): ParcelVerdict[] {
  if (order === undefined)
    return parcels.map((parcel) => refused(parcel, flawOf(parcel, 'orderNo', 'ORDER_UNKNOWN', orderNo)))
  const left: Left = new Map(order.lines.map(({ position, ...line }) => [position, { ...line }]))
  return parcels.map((parcel) => {
    const before = order.shipments.find(
      ({ carrierCode, trackingNo }) => carrierCode === parcel.carrierCode && trackingNo === parcel.trackingNo,
    )
    if (before !== undefined) return sentBefore(parcel, order, before.pieces)
    if (isTaken(parcel, order.id))
      return refused(parcel, flawOf(parcel, 'trackingNo', 'NUMBER_TAKEN', parcel.trackingNo))
    if (order.state !== 'paid') return refused(parcel, flawOf(parcel, 'orderNo', 'ORDER_NOT_WAITING'))
    if (order.held) return refused(parcel, flawOf(parcel, 'orderNo', 'ORDER_HELD'))
    return taken(parcel, left)
  })
}

const flawOf = ({ parcel }: SheetParcel, column: ShipColumn, code: ShipFlawCode, found?: string): ShipSheetFlaw => ({
  row: parcel,
  column,
  code,
  found,
})

const refused = ({ parcel }: SheetParcel, ...flaws: ShipSheetFlaw[]): ParcelVerdict => ({
  ...{ parcel, verdict: 'refused', pieces: null, flaws },
})

/** The same number with the same pieces is the same parcel, told twice; with others it is somebody's mistake. */
function sentBefore(parcel: SheetParcel, order: SheetOrder, pieces: readonly Pieces[]): ParcelVerdict {
  const { asked } = parcel
  const lineIds = new Map(order.lines.map(({ position, lineId }) => [position, lineId]))
  const named = asked.flatMap(({ line, qty }) => {
    const lineId = line === null ? undefined : lineIds.get(line)
    return lineId === undefined ? [] : [{ lineId, qty: qty ?? pieces.find((each) => each.lineId === lineId)?.qty ?? 0 }]
  })
  const whole = asked.every(({ line }) => line === null)
  const same = whole ? order.lines.every(({ qty }) => qty === 0) : samePieces(pieces, named)
  return same
    ? { parcel: parcel.parcel, verdict: 'unchanged', pieces: null, flaws: [] }
    : refused(parcel, flawOf(parcel, 'trackingNo', 'NUMBER_TAKEN', parcel.trackingNo))
}

/** Takes a parcel's pieces out of what is left, or none of them. */
function taken(parcel: SheetParcel, left: Left): ParcelVerdict {
  const whole = parcel.asked.every(({ line }) => line === null)
  const wanted = whole ? everythingOf(parcel, left) : parcel.asked
  const flaws = wanted.flatMap((asked) => flawsOfLine(asked, left))
  const pieces = wanted.flatMap(({ line, qty }) => {
    const there = left.get(line ?? 0)
    return there === undefined ? [] : [{ lineId: there.lineId, qty: qty ?? there.qty }]
  })
  if (pieces.length === 0 && flaws.length === 0) flaws.push(flawOf(parcel, 'orderNo', 'PIECES_GONE', '0'))
  if (flaws.length > 0) return refused(parcel, ...flaws)
  for (const { line, qty } of wanted) {
    const there = left.get(line ?? 0)
    if (there !== undefined) there.qty -= qty ?? there.qty
  }
  return { parcel: parcel.parcel, verdict: 'new', pieces, flaws: [] }
}

const everythingOf = ({ parcel }: SheetParcel, left: Left): AskedPieces[] =>
  [...left].filter(([, { qty }]) => qty > 0).map(([line, { qty }]) => ({ row: parcel, line, qty }))

function flawsOfLine({ row, line, qty }: AskedPieces, left: Left): ShipSheetFlaw[] {
  const there = left.get(line ?? 0)
  if (there === undefined) return [{ row, column: 'line', code: 'LINE_UNKNOWN', found: String(line ?? '') }]
  if (there.qty === 0 || (qty ?? 0) > there.qty)
    return [{ row, column: 'pieces', code: 'PIECES_GONE', found: String(there.qty) }]
  return []
}

/** What the rows of a parcel say against each other: some name a line and some do not, or two name the same. */
export function flawsWithin(asked: readonly AskedPieces[]): ShipSheetFlaw[] {
  const unnamed = asked.filter(({ line }) => line === null)
  if (unnamed.length > 0 && unnamed.length < asked.length)
    return unnamed.map(({ row }) => ({ row, column: 'line', code: 'LINE_MIXED' }))
  return asked
    .filter(({ line }, at) => line !== null && asked.findIndex((other) => other.line === line) < at)
    .map(({ row, line }) => ({ row, column: 'line', code: 'LINE_TWICE', found: String(line) }))
}
