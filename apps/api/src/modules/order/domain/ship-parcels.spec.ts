import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flawsWithin, verdictsOf, type AskedPieces, type SheetOrder, type SheetParcel } from './ship-parcels.js'

const ORDER: SheetOrder = {
  id: 'order',
  state: 'paid',
  held: false,
  lines: [
    { position: 1, lineId: 'apple', qty: 3 },
    { position: 2, lineId: 'pear', qty: 1 },
  ],
  shipments: [],
}
const asked = (row: number, line: number | null = null, qty: number | null = null): AskedPieces => ({ row, line, qty })
const parcel = (row: number, ...pieces: AskedPieces[]): SheetParcel => ({
  ...{ parcel: row, carrierCode: 'SF', trackingNo: `SF00000${row}` },
  asked: pieces.length === 0 ? [asked(row)] : pieces,
})
const nobodys = () => false
const check = (order: SheetOrder | undefined, ...parcels: SheetParcel[]) =>
  verdictsOf('N1', order, parcels, nobodys).map(({ verdict, flaws, pieces }) => [
    verdict,
    flaws.map(({ code }) => code).join(),
    pieces,
  ])

describe('a parcel of a sheet', () => {
  it('without lines takes all that is left, after what the parcels before it took', () => {
    expect(check(ORDER, parcel(2, asked(2, 1, 2)), parcel(3), parcel(4))).toEqual([
      ['new', '', [{ lineId: 'apple', qty: 2 }]],
      [
        'new',
        '',
        [
          { lineId: 'apple', qty: 1 },
          { lineId: 'pear', qty: 1 },
        ],
      ],
      ['refused', 'PIECES_GONE', null],
    ])
  })

  it('is refused for its own flaw, and the next one gets what it did not take', () => {
    expect(check(ORDER, parcel(2, asked(2, 1, 4)), parcel(3, asked(3, 9)), parcel(4, asked(4, 1, 3)))).toEqual([
      ['refused', 'PIECES_GONE', null],
      ['refused', 'LINE_UNKNOWN', null],
      ['new', '', [{ lineId: 'apple', qty: 3 }]],
    ])
  })

  it.each([
    ['ORDER_UNKNOWN', undefined],
    ['ORDER_NOT_WAITING', { ...ORDER, state: 'closed' }],
    ['ORDER_HELD', { ...ORDER, held: true }],
  ])('%s', (code, order) => {
    expect(check(order, parcel(2))).toEqual([['refused', code, null]])
  })

  it('with a number of another order is refused', () => {
    expect(verdictsOf('N1', ORDER, [parcel(2)], () => true)[0]?.flaws[0]?.code).toBe('NUMBER_TAKEN')
  })

  it('that has left just so is nothing new, and with other pieces it is a mistake', () => {
    const shipments = [{ carrierCode: 'SF', trackingNo: 'SF000002', pieces: [{ lineId: 'apple', qty: 3 }] }]
    const half = {
      ...ORDER,
      lines: ORDER.lines.map((line) => ({ ...line, qty: line.position === 1 ? 0 : 1 })),
      shipments,
    }
    expect(check(half, parcel(2, asked(2, 1, 3)))).toEqual([['unchanged', '', null]])
    expect(check(half, parcel(2, asked(2, 1)))).toEqual([['unchanged', '', null]])
    expect(check(half, parcel(2, asked(2, 1, 2)))).toEqual([['refused', 'NUMBER_TAKEN', null]])
    expect(check(half, parcel(2))).toEqual([['refused', 'NUMBER_TAKEN', null]])
    const gone = { ...half, state: 'shipped', lines: half.lines.map((line) => ({ ...line, qty: 0 })) }
    expect(check(gone, parcel(2))).toEqual([['unchanged', '', null]])
  })

  it('says what its rows hold against each other', () => {
    expect(flawsWithin([asked(2, 1), asked(3, 1)])).toMatchObject([{ row: 3, code: 'LINE_TWICE' }])
    expect(flawsWithin([asked(2, 1), asked(3)])).toMatchObject([{ row: 3, code: 'LINE_MIXED' }])
    expect(flawsWithin([asked(2), asked(3)])).toEqual([])
    expect(flawsWithin([asked(2, 1), asked(3, 2)])).toEqual([])
  })
})

it('never sends more of a line than waits, however often a sheet names it', () => {
  const pieces = fc.record({
    line: fc.option(fc.integer({ min: 1, max: 3 }), { nil: null }),
    qty: fc.option(fc.integer({ min: 1, max: 4 }), { nil: null }),
  })
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 8 }), (given) => {
      const parcels = given.map(({ line, qty }, at) => parcel(at + 2, asked(at + 2, line, line === null ? null : qty)))
      const sent = verdictsOf('N1', ORDER, parcels, nobodys).flatMap(({ pieces: of }) => of ?? [])
      for (const { lineId, qty } of ORDER.lines) {
        const total = sent.filter((each) => each.lineId === lineId).reduce((sum, each) => sum + each.qty, 0)
        expect(total).toBeLessThanOrEqual(qty)
      }
      for (const { qty } of sent) expect(qty).toBeGreaterThan(0)
    }),
  )
})
