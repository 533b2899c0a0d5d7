import { describe, expect, it } from 'vitest'
import { packedOf, samePieces } from './parcel-pieces.js'

const waiting = [
  { lineId: 'apples', qty: 3 },
  { lineId: 'bread', qty: 1 },
]

describe('what goes into a parcel', () => {
  it('is everything that waits when nothing is named', () => {
    expect(packedOf(waiting)).toEqual({ pieces: waiting, last: true })
  })

  it('is the pieces that are named, and the last parcel is the one after which nothing waits', () => {
    expect(packedOf(waiting, [{ lineId: 'apples', qty: 3 }]).last).toBe(false)
    expect(packedOf(waiting, [...waiting].reverse()).last).toBe(true)
  })

  it.each([
    [[{ lineId: 'apples', qty: 4 }], [{ lineId: 'apples', waiting: 3 }]],
    [[{ lineId: 'pears', qty: 1 }], [{ lineId: 'pears', waiting: 0 }]],
    [[], []],
  ])('is refused beyond that, with what still waits: %j', (asked, items) => {
    expect(() => packedOf(waiting, asked)).toThrow(
      expect.objectContaining({ code: 'SHIP_PIECES_GONE', details: { items } }),
    )
  })

  it('is the same parcel in whatever order its lines are told', () => {
    expect(samePieces(waiting, [...waiting].reverse())).toBe(true)
    expect(samePieces(waiting, waiting.slice(1))).toBe(false)
    expect(
      samePieces(waiting, [
        { lineId: 'apples', qty: 3 },
        { lineId: 'bread', qty: 2 },
      ]),
    ).toBe(false)
  })
})
