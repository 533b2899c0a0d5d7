import { fen, sumFen, zeroFen, type Fen } from '@jishi/kernel/money'
import { shareOfEach } from '@jishi/testing/oracle/refund-oracle'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  amountOf,
  freightBackOf,
  refundOf,
  type AskedBack,
  type BackOfLine,
  type LineStanding,
} from './refund-shares.js'
import { supplementsBackOf, supplementsFen, supplementsLess, supplementsLeftFen } from './supplement-shares.js'
import type { BackOfSupplement, SupplementStanding } from './supplement-shares.js'

type Fault = 'shop' | 'nobody'
interface Standing {
  readonly lines: readonly LineStanding[]
  readonly supplements: readonly SupplementStanding[]
}

const line = (id: string, given: Partial<LineStanding> = {}): LineStanding => ({
  ...{ id, qty: 2, giftOfLineId: null, giftValueFen: zeroFen, promotionFen: zeroFen, couponFen: zeroFen },
  ...{ pointsFen: zeroFen, goodsPaidFen: fen(1_000), freightFen: fen(400), shippedQty: 0, cancelledQty: 0 },
  ...{ returnedQty: 0, keptQty: 0, refundedFen: zeroFen, freightRefundedFen: zeroFen },
  ...given,
})
const way = (termId: string, amountFen: number, refundedFen = 0): SupplementStanding => ({
  ...{ termId, amountFen: fen(amountFen), refundedFen: fen(refundedFen) },
})

const asked = ({ id, shippedQty }: LineStanding, qty: number): AskedBack => ({
  ...{ lineId: id, qty, how: shippedQty > 0 ? 'returned' : 'cancelled' },
})
const give = ({ lines, supplements }: Standing, what: readonly AskedBack[], fault: Fault) => {
  const backs = refundOf(lines, what, fault)
  const ways = supplementsBackOf(lines, backs, supplements, fault)
  return { ways, after: { lines: afterLines(lines, backs), supplements: afterWays(supplements, ways) } }
}
const afterLines = (lines: readonly LineStanding[], backs: readonly BackOfLine[]): LineStanding[] =>
  lines.map((one) => {
    const back = backs.find(({ lineId }) => lineId === one.id)
    if (back === undefined) return one
    return {
      ...one,
      cancelledQty: one.cancelledQty + back.cancelled,
      returnedQty: one.returnedQty + back.returned,
      keptQty: one.keptQty + back.kept,
      refundedFen: sumFen([one.refundedFen, back.goodsFen, back.freightFen]),
      freightRefundedFen: sumFen([one.freightRefundedFen, back.freightFen]),
    }
  })
const afterWays = (all: readonly SupplementStanding[], backs: readonly BackOfSupplement[]): SupplementStanding[] =>
  all.map((one) => {
    const back = backs.find(({ termId }) => termId === one.termId)?.amountFen ?? zeroFen
    return { ...one, refundedFen: sumFen([one.refundedFen, back]) }
  })

const money = (most: number): fc.Arbitrary<Fen> => fc.integer({ min: 0, max: most }).map(fen)
const standing: fc.Arbitrary<Standing> = fc
  .record({
    lines: fc.array(
      fc.record({
        qty: fc.integer({ min: 1, max: 5 }),
        goodsPaidFen: money(9_000),
        freightFen: money(900),
        shipped: fc.boolean(),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    ways: fc.array(fc.integer({ min: 1, max: 3_000 }), { maxLength: 3 }),
  })
  .map(({ lines, ways }) => ({
    lines: lines.map(({ shipped, ...given }, place) =>
      line(`line-${place}`, { ...given, shippedQty: shipped ? given.qty : 0 }),
    ),
    supplements: ways.map((amountFen, place) => way(`term-${place}`, amountFen)),
  }))

describe('what was paid for a dearer way', () => {
  const two = { lines: [line('a'), line('b', { freightFen: fen(200) })], supplements: [way('t', 901)] }

  it('goes back whole with the last piece of an order of which nothing was shipped, and not before', () => {
    const first = give(two, [{ lineId: 'a', qty: 2, how: 'cancelled' }], 'nobody')
    expect(first.ways).toEqual([])
    const rest = give(first.after, [{ lineId: 'b', qty: 2, how: 'cancelled' }], 'nobody')
    expect(rest.ways).toEqual([{ termId: 't', amountFen: 901 }])
    expect(give(rest.after, [], 'nobody').ways).toEqual([])
  })

  it('stays with the shop where a parcel left and nobody is at fault', () => {
    const shipped = { ...two, lines: two.lines.map((one) => ({ ...one, shippedQty: 2 })) }
    expect(
      give(
        shipped,
        shipped.lines.map((one) => asked(one, 2)),
        'nobody',
      ).ways,
    ).toEqual([])
  })

  it('goes back by the line where the shop is at fault, with the line’s last piece, shared as freight was', () => {
    const shipped = { ...two, lines: two.lines.map((one) => ({ ...one, shippedQty: 2 })) }
    const piece = give(shipped, [{ lineId: 'a', qty: 1, how: 'returned' }], 'shop')
    expect(piece.ways).toEqual([])
    const [fenOfA, fenOfB] = shareOfEach(901, [400, 200])
    const last = give(piece.after, [{ lineId: 'a', qty: 1, how: 'kept' }], 'shop')
    expect(last.ways).toEqual([{ termId: 't', amountFen: fenOfA }])
    expect(give(last.after, [{ lineId: 'b', qty: 2, how: 'returned' }], 'shop').ways).toEqual([
      { termId: 't', amountFen: fenOfB },
    ])
  })

  it('is shared by what was paid for the goods where the first way was free', () => {
    const free = two.lines.map((one, place) => ({ ...one, freightFen: zeroFen, goodsPaidFen: fen(place * 1_000) }))
    const out = give({ ...two, lines: free }, [{ lineId: 'b', qty: 2, how: 'cancelled' }], 'shop')
    expect(out.ways).toEqual([{ termId: 't', amountFen: 901 }])
  })

  it('of random orders: piece by piece is all at once, never more than was paid, all of it when nothing was shipped', () => {
    fc.assert(
      fc.property(
        standing,
        fc.infiniteStream(fc.nat()),
        fc.constantFrom<Fault>('shop', 'nobody'),
        (from, picks, fault) => {
          const atOnce = give(
            from,
            from.lines.map((one) => asked(one, one.qty)),
            fault,
          ).after
          let now = from
          for (;;) {
            const open = now.lines.filter((one) => one.cancelledQty + one.returnedQty < one.qty)
            const [pick] = picks.take(1)
            const next = open[(pick ?? 0) % Math.max(open.length, 1)]
            if (next === undefined) break
            now = give(now, [asked(next, 1)], fault).after
            for (const one of now.supplements) expect(one.refundedFen).toBeLessThanOrEqual(one.amountFen)
          }
          expect(now).toEqual(atOnce)
          const unshipped = from.lines.every(({ shippedQty }) => shippedQty === 0)
          const whole = unshipped || fault === 'shop'
          expect(supplementsLeftFen(now.supplements)).toBe(whole ? 0 : supplementsLeftFen(from.supplements))
        },
      ),
    )
  })
})

it('a way that became shorter gives the newest supplement first, then freight of the lines, together what was asked', () => {
  fc.assert(
    fc.property(standing, money(6_000), ({ lines, supplements }, wanted) => {
      const ways = supplementsLess(wanted, supplements)
      const backs = freightBackOf(lines, fen(wanted - supplementsFen(ways)))
      const there = supplementsLeftFen(supplements) + lines.reduce((sum, { freightFen }) => sum + freightFen, 0)
      expect(supplementsFen(ways) + amountOf(backs)).toBe(Math.min(wanted, there))
      if (backs.length > 0) expect(supplementsLeftFen(afterWays(supplements, ways))).toBe(0)
    }),
  )
  expect(supplementsLess(fen(50), [way('new', 40, 10), way('old', 100)])).toEqual([
    { termId: 'new', amountFen: 30 },
    { termId: 'old', amountFen: 20 },
  ])
})
