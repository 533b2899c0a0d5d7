import { DomainError } from '@jishi/kernel/errors'

/** Some pieces of one line of an order. */
export interface Pieces {
  readonly lineId: string
  readonly qty: number
}

export interface PackedPieces {
  readonly pieces: readonly Pieces[]
  /** Nothing waits for another parcel. */
  readonly last: boolean
}

const sumOf = (pieces: readonly Pieces[]): number => pieces.reduce((sum, { qty }) => sum + qty, 0)

/**
 * What goes into a parcel of what waits for one: the pieces asked for, or all of them. Throws SHIP_PIECES_GONE, naming each
 * line with what still waits of it, where more was asked for than there is.
 */
export function packedOf(waiting: readonly Pieces[], asked?: readonly Pieces[]): PackedPieces {
  const left = new Map(waiting.map(({ lineId, qty }) => [lineId, qty]))
  const pieces = asked ?? waiting
  const short = pieces.filter(({ lineId, qty }) => qty > (left.get(lineId) ?? 0))
  if (short.length > 0 || pieces.length === 0) {
    throw new DomainError('SHIP_PIECES_GONE', {
      items: short.map(({ lineId }) => ({ lineId, waiting: left.get(lineId) ?? 0 })),
    })
  }
  return { pieces, last: sumOf(pieces) === sumOf(waiting) }
}

/** Whether two parcels hold the same, in whatever order it is told. */
export function samePieces(one: readonly Pieces[], other: readonly Pieces[]): boolean {
  const held = new Map(one.map(({ lineId, qty }) => [lineId, qty]))
  return one.length === other.length && other.every(({ lineId, qty }) => held.get(lineId) === qty)
}
