import { fen } from '@jishi/kernel/money'
import { describe, expect, it } from 'vitest'
import { coupon, line, offer, ofProducts, order, price, reduction, told } from '../../../../test/facts/pricing-facts.js'
import type { LineFacts } from './facts.js'
import { flatFreight } from './plain-facts.js'
import { priceOrder } from './price-order.js'

/** 10.00 as a rule, `alone` for now and then not with full reduction. */
const cut = (skuId: string, aloneFen: number, qty = 1): LineFacts =>
  line(skuId, qty, 0, { prices: [price(1_000), price(aloneFen, { limited: true, alone: true })] })

describe('prices alone', () => {
  it('stay out of a promotion that would not make the order cheaper', () => {
    const facts = order([cut('a', 800)], { offers: [offer(reduction(1_000, 200))] })
    const receipt = priceOrder(facts)
    expect(receipt.totals).toMatchObject({ listFen: 800, promotionFen: 0, payableFen: 800 })
    expect(told(receipt)).toEqual([
      ['unit.base.1.limited', 0],
      ['offer.o1', 'alone_price'],
    ])
  })

  it('are given up where the whole order is cheaper with the promotion, and the receipt says so', () => {
    const receipt = priceOrder(order([cut('a', 800)], { offers: [offer(reduction(1_000, 201))] }))
    expect(receipt.totals).toMatchObject({ listFen: 1_000, promotionFen: 201, payableFen: 799 })
    expect(told(receipt)).toEqual([
      ['unit.base.1.limited', 'alone_price'],
      ['offer.o1', 201],
    ])
  })

  it('are compared on the whole order: with freight, coupon and minimum', () => {
    const facts = order([cut('a', 850)], { offers: [offer(reduction(1_000, 100))] })
    expect(priceOrder(facts).totals.payableFen).toBe(850)
    const posted = { ...facts, freight: flatFreight(fen(60), fen(900), []) }
    expect(priceOrder(posted).totals).toMatchObject({ promotionFen: 100, freightFen: 0, payableFen: 900 })
    const held = coupon({ amountFen: fen(60), thresholdFen: fen(900) })
    expect(priceOrder({ ...facts, coupons: { goods: held, shipping: null } }).totals).toMatchObject({
      promotionFen: 100,
      payableFen: 840,
    })
    expect(priceOrder({ ...facts, minimumFen: fen(900) }).totals).toMatchObject({ promotionFen: 0, payableFen: 900 })
  })

  it('are given up all together or not at all, and for good', () => {
    const lines = [cut('a', 900), cut('b', 500)]
    // Together they lose 600 and gain 650; a alone would lose 100 and gain as much.
    const first = offer(reduction(1_000, 650), { id: 'o1' })
    expect(priceOrder(order(lines, { offers: [first] })).totals).toMatchObject({ promotionFen: 650, payableFen: 1_350 })
    const dear = offer(reduction(1_000, 550), { id: 'o1' })
    expect(priceOrder(order(lines, { offers: [dear] })).totals).toMatchObject({ promotionFen: 0, payableFen: 1_400 })
    const later = offer(reduction(500, 10), { id: 'o2', scope: ofProducts('b') })
    expect(told(priceOrder(order(lines, { offers: [first, later] })))).toContainEqual(['offer.o2', 'taken_by_other'])
  })

  it('that are given up for a later promotion stay out of the earlier one', () => {
    const offers = [offer(reduction(1_000, 100), { id: 'o1' }), offer(reduction(1_000, 300), { id: 'o2' })]
    const receipt = priceOrder(order([cut('a', 750), line('b', 1, 1_000)], { offers }))
    expect(told(receipt)).toEqual([
      ['unit.base.1.limited', 'alone_price'],
      ['offer.o1', 100],
      ['offer.o2', 300],
    ])
    expect(receipt.lines.map(({ promotionFen }) => promotionFen)).toEqual([300, 100])
  })

  it('are kept where both ways cost as much, unless fewer rules do', () => {
    const lines = [cut('a', 800), line('b', 1, 1_000)]
    const ladder = reduction(0, 0, {
      tiers: [
        { from: 1_000, off: { fen: fen(100) } },
        { from: 2_000, off: { fen: fen(300) } },
      ],
    })
    const even = priceOrder(order(lines, { offers: [offer(ladder)] }))
    expect(even.totals).toMatchObject({ promotionFen: 100, payableFen: 1_700 })
    const items = ['a', 'b'].map((skuId) => ({ skuId, qty: 1 }))
    const offers = [
      offer({ kind: 'bundle', items, priceFen: fen(1_700) }, { id: 'o1' }),
      offer(reduction(1_000, 100), { id: 'o2' }),
      offer({ kind: 'gift', measure: 'amount', from: 1, gifts: [] }, { id: 'o3' }),
    ]
    const fewer = priceOrder(order(lines, { offers }))
    expect(fewer.totals).toMatchObject({ promotionFen: 300, payableFen: 1_700 })
  })

  it('are not given up for a promotion that would not apply then, nor for one refused by name', () => {
    const freed = { freight: flatFreight(fen(500), fen(1_000), []) }
    const facts = order([cut('a', 800)], { ...freed, offers: [offer(reduction(5_000, 100))] })
    expect(priceOrder(facts).totals.payableFen).toBe(1_300)
    const gone = offer(reduction(1_000, 900), { left: 0 })
    expect(priceOrder(order([cut('a', 800)], { offers: [gone] })).totals.payableFen).toBe(800)
  })

  it('stand where there is no other price', () => {
    const only = line('a', 1, 0, { prices: [price(1_000, { alone: true })] })
    const receipt = priceOrder(order([only], { offers: [offer(reduction(100, 100))] }))
    expect(receipt.totals.payableFen).toBe(1_000)
    expect(told(receipt)).toEqual([['offer.o1', 'alone_price']])
  })

  it('keep a bundle from being made until they are given up', () => {
    const items = ['a', 'b'].map((skuId) => ({ skuId, qty: 1 }))
    const set = (priceFen: number) => offer({ kind: 'bundle', items, priceFen: fen(priceFen) })
    const lines = [cut('a', 600), line('b', 1, 1_000)]
    expect(told(priceOrder(order(lines, { offers: [set(1_600)] })))).toContainEqual(['offer.o1', 'alone_price'])
    expect(priceOrder(order(lines, { offers: [set(1_599)] })).totals.payableFen).toBe(1_599)
  })
})
