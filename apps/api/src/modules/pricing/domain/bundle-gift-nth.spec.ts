import { fen } from '@jishi/kernel/money'
import { bp } from '@jishi/kernel/rate'
import { describe, expect, it } from 'vitest'
import { giftOf, line, offer, ofProducts, order, price, reduction, told } from '../../../../test/facts/pricing-facts.js'
import type { BundleRule, GiftRule, NthPieceRule, OfferFacts } from './offer-facts.js'
import { priceOrder } from './price-order.js'
import type { LineFacts } from './facts.js'
import type { Receipt } from './receipt.js'

const priced = (offers: readonly OfferFacts[], ...lines: LineFacts[]): Receipt => priceOrder(order(lines, { offers }))
const promotionsOf = ({ lines }: Receipt): readonly number[] => lines.map(({ promotionFen }) => promotionFen)
const refusalOf = (receipt: Receipt): unknown => receipt.rules.find(({ stage }) => stage === 'promotion')?.refusal

describe('the n-th piece', () => {
  const half: NthPieceRule = { kind: 'nth_piece', nth: 2, offBp: bp(5_000) }

  it('takes the dearest first in a row, so that every n-th is the cheaper one', () => {
    const receipt = priced([offer(half)], line('a', 1, 1_001), line('b', 2, 3_000), line('c', 1, 500))
    // 3000, 3000, 1001, 500: the second and the fourth cost half.
    expect(receipt.rules[0]).toMatchObject({ label: '第 2 件 5 折', amountFen: 1_500 + 250, refusal: null })
    expect(promotionsOf(receipt)).toEqual([233, 1_400, 117])
    const otherwise = priced([offer(half)], line('a', 1, 500), line('b', 2, 3_000), line('c', 1, 1_001))
    expect(otherwise.totals.promotionFen).toBe(1_500 + 250)
  })

  it('rounds down on each piece', () => {
    expect(priced([offer({ ...half, offBp: bp(3_333) })], line('a', 4, 100)).totals.promotionFen).toBe(2 * 33)
    expect(priced([offer({ ...half, nth: 3, offBp: bp(10_000) })], line('a', 8, 100)).totals.promotionFen).toBe(200)
  })

  it('says how many pieces are missing, and what they would gain beside the cheapest that is there', () => {
    const receipt = priced([offer({ ...half, nth: 4 })], line('a', 1, 900), line('b', 1, 500))
    expect(refusalOf(receipt)).toEqual({ code: 'short_pieces', fen: null, qty: 2, gainFen: 250 })
  })

  it('gives nothing off goods that cost nothing', () => {
    expect(told(priced([offer(half)], line('a', 2, 0)))).toEqual([['offer.o1', 'nothing_left']])
  })

  it('keeps its lines from what comes after, and finds none that are gone', () => {
    const later = offer(reduction(100, 10), { id: 'o2', priority: 1 })
    expect(told(priced([offer(half), later], line('a', 2, 500)))).toEqual([
      ['offer.o1', 250],
      ['offer.o2', 'taken_by_other'],
    ])
  })
})

describe('a bundle', () => {
  const set: BundleRule = {
    kind: 'bundle',
    items: [
      { skuId: 'a', qty: 2 },
      { skuId: 'b', qty: 1 },
    ],
    priceFen: fen(2_000),
  }

  it('costs its price as many times as the cart holds it; pieces beyond cost their own', () => {
    const receipt = priced([offer(set)], line('a', 5, 1_000), line('b', 2, 1_500), line('c', 1, 900))
    expect(receipt.rules[0]).toMatchObject({ label: '套装 3 件 20 元', amountFen: 2 * 1_500, refusal: null })
    expect(promotionsOf(receipt)).toEqual([1_875, 1_125, 0])
    expect(receipt.totals.payableFen).toBe(2 * 2_000 + 1_000 + 900)
  })

  it('counts whole sets only', () => {
    expect(told(priced([offer(set)], line('a', 3, 1_000), line('b', 5, 1_500)))).toEqual([['offer.o1', 1_500]])
  })

  it('is for its SKUs whatever its scope says', () => {
    const receipt = priced([offer(set, { scope: ofProducts('c') })], line('a', 2, 1_000), line('b', 1, 1_500))
    expect(told(receipt)).toEqual([['offer.o1', 1_500]])
  })

  it('says what is missing, and what it would gain where that is known', () => {
    expect(refusalOf(priced([offer(set)], line('a', 1, 1_000), line('b', 3, 1_500)))).toEqual({
      code: 'short_pieces',
      fen: null,
      qty: 1,
      gainFen: 1_500,
    })
    expect(refusalOf(priced([offer(set)], line('a', 1, 1_000)))).toMatchObject({ qty: 2, gainFen: 0 })
    expect(told(priced([offer(set)], line('c', 1, 1_000)))).toEqual([['offer.o1', 'no_goods']])
  })

  it('is not dearer than its pieces', () => {
    const lines = [line('a', 2, 400), line('b', 1, 1_200)]
    expect(told(priced([offer(set)], ...lines))).toEqual([['offer.o1', 'dearer']])
    expect(told(priced([offer({ ...set, priceFen: fen(1_999) })], ...lines))).toEqual([['offer.o1', 1]])
  })

  it('takes its lines out of the stage, and wants lines nothing has taken or counted', () => {
    const some = [line('a', 2, 1_000), line('b', 1, 1_500), line('c', 1, 900)]
    const all = (id: string, rule: OfferFacts['rule'], priority: number): OfferFacts => offer(rule, { id, priority })
    const present: GiftRule = { kind: 'gift', measure: 'amount', from: 1_000, gifts: [giftOf('g')] }
    const less = reduction(900, 90)
    expect(told(priced([all('set', set, 0), all('less', less, 1), all('present', present, 2)], ...some))).toEqual([
      ['offer.set', 1_500],
      ['offer.less', 90],
      ['offer.present', 'short_amount'],
    ])
    expect(told(priced([all('present', present, 0), all('set', set, 1)], ...some))).toEqual([
      ['offer.present', 0],
      ['offer.set', 'taken_by_other'],
    ])
    expect(told(priced([all('less', less, 0), all('set', set, 1)], ...some))[1]).toEqual([
      'offer.set',
      'taken_by_other',
    ])
    const onB = offer(less, { id: 'less', scope: ofProducts('b') })
    expect(told(priced([onB, all('set', set, 1)], ...some))[1]).toEqual(['offer.set', 'taken_by_other'])
    expect(told(priced([all('set', set, 0), all('less', less, 1)], ...some.slice(0, 2)))[1]?.[1]).toBe('taken_by_other')
  })
})

describe('a gift', () => {
  const present: GiftRule = { kind: 'gift', measure: 'amount', from: 1_000, gifts: [giftOf('g', { qty: 2 })] }

  it('is a line of its own that costs nothing, of the first line counted, and keeps its value for returns', () => {
    const receipt = priced([offer(present)], line('b', 1, 700), line('h', 1, 300))
    expect(receipt.lines[1]).toEqual({
      ...{ skuId: 'g', qty: 2, role: 'gift', giftOfSkuId: 'b', giftValueFen: 1_000, pointsUsed: 0 },
      ...{ unitFen: 0, unitRule: { list: 'base', minQty: 1, limited: false } },
      ...{ listFen: 0, unitDiscountFen: 0, promotionFen: 0, couponFen: 0, pointsFen: 0, adjustFen: 0 },
      ...{ goodsPaidFen: 0, freightFen: 0, payableFen: 0 },
    })
    expect(receipt.totals).toMatchObject({ qty: 4, payableFen: 1_000 })
    expect(receipt.rules[0]).toMatchObject({ label: '满 10 送赠品', applied: true, amountFen: 0 })
    expect(receipt.rules[0]?.shares.map(({ skuId }) => skuId)).toEqual(['b', 'h'])
  })

  it('says what is missing, by amount or by pieces', () => {
    expect(refusalOf(priced([offer(present)], line('a', 1, 999)))).toMatchObject({ code: 'short_amount', fen: 1 })
    const byPieces = offer({ ...present, measure: 'pieces', from: 3 })
    expect(refusalOf(priced([byPieces], line('a', 2, 999)))).toMatchObject({ code: 'short_pieces', qty: 1 })
    expect(told(priced([byPieces], line('a', 3, 1)))).toEqual([['offer.o1', 0]])
  })

  it('is measured after stage 1 and shares its lines with other promotions, before or after it', () => {
    const less = offer(reduction(1_000, 500), { id: 'o0' })
    for (const priority of [-1, 1]) {
      const receipt = priced([less, offer(present, { priority })], line('a', 1, 1_000))
      expect(receipt.totals.promotionFen).toBe(500)
      expect(receipt.lines.map(({ role }) => role)).toEqual(['main', 'gift'])
    }
  })

  it('is not given where one of its things is not there in number', () => {
    const [few, many] = [giftOf('g', { qty: 2, available: 1 }), giftOf('h')]
    expect(told(priced([offer({ ...present, gifts: [many, few] })], line('a', 1, 1_000)))).toEqual([
      ['offer.o1', 'gift_gone'],
    ])
  })

  it('leaves what the order buys and what was given before out of what is there', () => {
    const given = giftOf('g', { qty: 2, available: 5 })
    const offers = ['x', 'y'].map((id) => offer({ ...present, gifts: [given] }, { id, scope: ofProducts('a') }))
    const two = priced(offers, line('a', 1, 1_000), line('g', 1, 500))
    expect(two.lines.map(({ skuId, role, qty }) => [skuId, role, qty])).toEqual([
      ['a', 'main', 1],
      ['g', 'main', 1],
      ['g', 'gift', 4],
    ])
    expect(two.lines[2]).toMatchObject({ giftOfSkuId: 'a', giftValueFen: 2_000 })
    expect(told(priced(offers, line('a', 1, 1_000), line('g', 2, 500)))).toEqual([
      ['offer.x', 0],
      ['offer.y', 'gift_gone'],
    ])
  })

  it('counts no line at a price alone', () => {
    const alone = line('a', 1, 0, { prices: [price(1_000, { alone: true })] })
    expect(told(priced([offer(present)], alone))).toEqual([['offer.o1', 'alone_price']])
  })

  it('bears no freight, no points and no minimum, even in front of what is bought', () => {
    const facts = order([line('b', 1, 1_000)], { offers: [offer({ ...present, gifts: [giftOf('a')] })] })
    const receipt = priceOrder({ ...facts, minimumFen: fen(1_200) })
    expect(receipt.lines.map(({ skuId, payableFen }) => [skuId, payableFen])).toEqual([
      ['a', 0],
      ['b', 1_200],
    ])
  })
})
