import { fen, sumFen, zeroFen, type Fen } from '@jishi/kernel/money'
import { pieceAmounts } from '@jishi/testing/oracle/refund-oracle'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  amountOf,
  freightBackOf,
  nothingLeft,
  piecesOf,
  refundOf,
  termsGiving,
  type AskedBack,
  type BackOfLine,
  type LineStanding,
} from './refund-shares.js'

const line = (given: Partial<LineStanding> & { id: string }): LineStanding => ({
  qty: 3,
  giftOfLineId: null,
  giftValueFen: zeroFen,
  promotionFen: fen(1384),
  couponFen: fen(800),
  pointsFen: fen(334),
  goodsPaidFen: fen(6452),
  freightFen: fen(500),
  shippedQty: 0,
  cancelledQty: 0,
  returnedQty: 0,
  keptQty: 0,
  refundedFen: zeroFen,
  freightRefundedFen: zeroFen,
  ...given,
})

/** What the counters of a line become once it has given this back. */
const after = (lines: readonly LineStanding[], backs: readonly BackOfLine[]): LineStanding[] =>
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

const money = (most: number): fc.Arbitrary<Fen> => fc.integer({ min: 0, max: most }).map(fen)
const order = fc
  .array(
    fc.record({
      qty: fc.integer({ min: 1, max: 9 }),
      promotionFen: money(5_000),
      couponFen: money(5_000),
      pointsFen: money(5_000),
      goodsPaidFen: money(100_000),
      freightFen: money(2_000),
      shipped: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((lines) =>
    lines.map(({ shipped, ...given }, place) =>
      line({ id: `line-${place}`, ...given, shippedQty: shipped ? given.qty : 0 }),
    ),
  )
const howOf = ({ shippedQty }: LineStanding): 'returned' | 'cancelled' => (shippedQty > 0 ? 'returned' : 'cancelled')

describe('a giving back', () => {
  it('gives the k-th piece what an oracle without our allocate gives it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), money(1_000_000), (qty, goodsPaidFen) => {
        const ours = Array.from({ length: qty }, (_, used) => piecesOf(goodsPaidFen, qty, used, 1))
        expect(ours).toEqual(pieceAmounts({ qty, goodsPaidFen }))
      }),
    )
  })

  it('piece by piece in any order of lines is the same as all at once, and never more than was paid', () => {
    fc.assert(
      fc.property(order, fc.infiniteStream(fc.nat()), fc.constantFrom('shop', 'nobody'), (lines, picks, fault) => {
        const all = lines.map((one): AskedBack => ({ lineId: one.id, qty: one.qty, how: howOf(one) }))
        const atOnce = after(lines, refundOf(lines, all, fault))
        let now: readonly LineStanding[] = lines
        let given = 0
        for (;;) {
          const open = now.filter((one) => one.cancelledQty + one.returnedQty < one.qty)
          const [pick] = picks.take(1)
          const next = open[(pick ?? 0) % Math.max(open.length, 1)]
          if (next === undefined) break
          const backs = refundOf(now, [{ lineId: next.id, qty: 1, how: howOf(next) }], fault)
          given += amountOf(backs)
          now = after(now, backs)
          for (const one of now) expect(one.refundedFen).toBeLessThanOrEqual(one.goodsPaidFen + one.freightFen)
        }
        expect(now).toEqual(atOnce)
        expect(given).toBe(amountOf(refundOf(lines, all, fault)))
        expect(nothingLeft(now)).toBe(true)
      }),
    )
  })

  it('takes back revenue and discounts that balance with what it gives', () => {
    fc.assert(
      fc.property(order, money(3_000), (lines, goodsFen) => {
        const backs = refundOf(
          lines,
          lines.map((one) => ({ lineId: one.id, qty: 1, how: howOf(one), goodsFen })),
          'nobody',
        )
        for (const back of backs) {
          expect(back.salesFen - back.promotionFen - back.couponFen - back.pointsFen).toBe(back.goodsFen)
          expect(back.goodsFen).toBeLessThanOrEqual(goodsFen)
        }
      }),
    )
  })

  it('uses a piece up that was paid less for, and later pieces give at most what is left', () => {
    const apples = line({ id: 'apples', shippedQty: 3 })
    const first = after(
      [apples],
      refundOf([apples], [{ lineId: 'apples', qty: 0, how: 'kept', goodsFen: fen(6000) }], 'nobody'),
    )
    expect(first[0]).toMatchObject({ refundedFen: 6000, keptQty: 0 })
    const second = refundOf(first, [{ lineId: 'apples', qty: 1, how: 'returned' }], 'nobody')
    expect(second[0]).toMatchObject({ goodsFen: 452, returned: 1, promotionFen: 0 })
  })
})

describe('freight', () => {
  const shipped = line({ id: 'a', shippedQty: 3 })
  const inShop = line({ id: 'b' })

  it('of every line goes back only when nothing was shipped and nothing is kept', () => {
    const two = [line({ id: 'a' }), inShop]
    const one = refundOf(two, [{ lineId: 'a', qty: 3, how: 'cancelled' }], 'nobody')
    expect(one.map(({ freightFen }) => freightFen)).toEqual([0])
    const rest = refundOf(after(two, one), [{ lineId: 'b', qty: 3, how: 'cancelled' }], 'nobody')
    expect(rest.map(({ lineId, freightFen, freightRule }) => [lineId, freightFen, freightRule])).toEqual([
      ['a', 500, 'nothing_kept'],
      ['b', 500, 'nothing_kept'],
    ])
    const besideParcel = refundOf([shipped, inShop], [{ lineId: 'b', qty: 3, how: 'cancelled' }], 'nobody')
    expect(amountOf(besideParcel)).toBe(6452)
  })

  it('of a faulty line goes back with its last piece, and of no other', () => {
    const first = refundOf([shipped, inShop], [{ lineId: 'a', qty: 2, how: 'returned' }], 'shop')
    expect(first[0]?.freightFen).toBe(0)
    const last = refundOf(after([shipped, inShop], first), [{ lineId: 'a', qty: 1, how: 'returned' }], 'shop')
    expect(last.map(({ lineId, freightFen, freightRule }) => [lineId, freightFen, freightRule])).toEqual([
      ['a', 500, 'shop_fault'],
    ])
    expect(amountOf(refundOf([shipped], [{ lineId: 'a', qty: 3, how: 'returned' }], 'nobody'))).toBe(6452)
  })

  it('that turned out less is spread over what is left of it', () => {
    const backs = freightBackOf(
      [line({ id: 'a', freightRefundedFen: fen(500), refundedFen: fen(500) }), inShop],
      fen(700),
    )
    expect(backs.map(({ lineId, freightFen }) => [lineId, freightFen])).toEqual([['b', 500]])
  })
})

describe('a gift', () => {
  const main = line({ id: 'main', qty: 2, shippedQty: 2 })
  const gift = line({
    id: 'gift',
    qty: 1,
    giftOfLineId: 'main',
    giftValueFen: fen(900),
    goodsPaidFen: zeroFen,
    freightFen: zeroFen,
    promotionFen: zeroFen,
    couponFen: zeroFen,
    pointsFen: zeroFen,
    shippedQty: 1,
  })
  const both = (qty: number): AskedBack => ({ lineId: 'main', qty, how: 'returned' })

  it('stays while a piece of its line does', () => {
    expect(refundOf([main, gift], [both(1)], 'nobody').map(({ lineId }) => lineId)).toEqual(['main'])
  })
  it('comes back with its line or costs what was shown, and not more than the line gives', () => {
    expect(amountOf(refundOf([main, gift], [both(2), { lineId: 'gift', qty: 1, how: 'returned' }], 'nobody'))).toBe(
      6452,
    )
    expect(refundOf([main, gift], [both(2)], 'nobody')[0]).toMatchObject({ giftKeptFen: 900, goodsFen: 5552 })
    const dear = { ...gift, giftValueFen: fen(99_999) }
    expect(refundOf([main, dear], [both(2)], 'nobody')[0]).toMatchObject({ giftKeptFen: 6452, goodsFen: 0 })
  })
  it('that never left goes by itself', () => {
    const unsent = [
      { ...main, shippedQty: 0 },
      { ...gift, shippedQty: 0 },
    ]
    const backs = refundOf(unsent, [{ lineId: 'main', qty: 2, how: 'cancelled' }], 'nobody')
    expect(backs.map(({ lineId, cancelled }) => [lineId, cancelled])).toEqual([
      ['main', 2],
      ['gift', 1],
    ])
    expect(nothingLeft(after(unsent, backs))).toBe(true)
  })
})

it('the newest paid term gives first, each what is left of it', () => {
  const terms = [
    { id: 'supplement', leftFen: fen(200) },
    { id: 'full', leftFen: fen(1000) },
  ]
  expect(termsGiving(fen(150), terms)).toEqual([{ termId: 'supplement', amountFen: 150 }])
  expect(termsGiving(fen(700), terms)).toEqual([
    { termId: 'supplement', amountFen: 200 },
    { termId: 'full', amountFen: 500 },
  ])
  expect(() => termsGiving(fen(1201), terms)).toThrow(/more to give back/)
})
