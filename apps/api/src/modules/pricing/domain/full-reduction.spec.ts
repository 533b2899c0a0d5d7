import { bp } from '@jishi/kernel/rate'
import { fen } from '@jishi/kernel/money'
import { addMs, dayMs } from '@jishi/kernel/time'
import { describe, expect, it } from 'vitest'
import {
  context,
  exceptProducts,
  line,
  NOW,
  offer,
  ofProducts,
  order,
  price,
  reduction,
  told,
} from '../../../../test/facts/pricing-facts.js'
import type { OfferFacts, OfferRule } from './offer-facts.js'
import { priceOrder } from './price-order.js'
import type { PricedRule, Receipt } from './receipt.js'

const priced = (offers: readonly OfferFacts[], ...amounts: number[]): Receipt =>
  priceOrder(
    order(
      amounts.map((amount, position) => line(`s${position}`, 1, amount)),
      { offers },
    ),
  )
const ruleOf = (receipt: Receipt): PricedRule | undefined => receipt.rules.find(({ stage }) => stage === 'promotion')
const byRule = (rule: OfferRule, ...amounts: number[]): PricedRule | undefined =>
  ruleOf(priced([offer(rule)], ...amounts))
const ladder = reduction(0, 0, {
  tiers: [
    { from: 19_900, off: { fen: fen(5_000) } },
    { from: 9_900, off: { fen: fen(2_000) } },
  ],
})

describe('a full reduction', () => {
  it('takes its amount off from exactly its threshold on, split over all the lines it looked at', () => {
    expect(byRule(reduction(9_900, 2_000), 8_970, 3_990)).toEqual({
      stage: 'promotion',
      code: 'offer.o1',
      label: '满 99 减 20',
      applied: true,
      reason: null,
      refusal: null,
      amountFen: 2_000,
      shares: [
        { skuId: 's0', amountFen: 1_384 },
        { skuId: 's1', amountFen: 616 },
      ],
    })
    expect(byRule(reduction(9_900, 2_000), 9_900)?.amountFen).toBe(2_000)
  })

  it('says what is missing and what that would gain', () => {
    expect(byRule(reduction(9_900, 2_000), 8_690)).toMatchObject({
      applied: false,
      reason: '还差 12.10 元',
      refusal: { code: 'short_amount', fen: 1_210, qty: null, gainFen: 2_000 },
      amountFen: 0,
      shares: [],
    })
    const byPieces = reduction(3, 2_000, { measure: 'pieces' })
    expect(byRule(byPieces, 5_000, 5_000)).toMatchObject({
      reason: '还差 1 件',
      refusal: { code: 'short_pieces', fen: null, qty: 1, gainFen: 2_000 },
    })
    expect(byRule(byPieces, 5_000, 5_000, 5_000)?.amountFen).toBe(2_000)
  })

  it('counts the highest tier of a ladder that is reached, and says what the next one would add', () => {
    expect(byRule(ladder, 9_899)?.refusal).toMatchObject({ fen: 1, gainFen: 2_000 })
    expect(byRule(ladder, 19_899)).toMatchObject({
      applied: true,
      reason: null,
      amountFen: 2_000,
      refusal: { code: 'short_amount', fen: 1, gainFen: 3_000 },
    })
    expect(byRule(ladder, 19_900)).toMatchObject({ amountFen: 5_000, refusal: null })
  })

  it('repeats 每满 up to its number of times', () => {
    const often = reduction(1_000, 100, { repeat: true, maxTimes: 3 })
    const at = [999, 1_000, 2_999, 3_000, 9_000].map((amount) => byRule(often, amount)?.amountFen)
    expect(at).toEqual([0, 100, 200, 300, 300])
    expect(byRule(often, 2_400)?.refusal).toMatchObject({ fen: 600, gainFen: 100 })
    expect(byRule(often, 3_000)?.refusal).toBeNull()
    expect(byRule(reduction(1_000, 100, { repeat: true }), 99_999)?.amountFen).toBe(9_900)
  })

  it('takes a share off, rounded down, never beyond its cap', () => {
    const fifth = reduction(0, 0, { tiers: [{ from: 100, off: { offBp: bp(2_000) } }] })
    expect(byRule(fifth, 1_004)?.amountFen).toBe(200)
    expect(byRule({ ...fifth, capFen: fen(150) }, 1_004)?.amountFen).toBe(150)
    expect(byRule(fifth, 99)?.refusal).toMatchObject({ fen: 1, gainFen: 20 })
    expect(byRule({ ...fifth, tiers: [{ from: 1, off: { offBp: bp(10_000) } }] }, 1_004)?.amountFen).toBe(1_004)
  })

  it('tells of a share by pieces what it would gain on the goods that are there', () => {
    const tiers = [
      { from: 2, off: { offBp: bp(1_000) } },
      { from: 3, off: { offBp: bp(2_000) } },
    ]
    const byPieces = reduction(0, 0, { measure: 'pieces', tiers })
    expect(byRule(byPieces, 1_000)?.refusal).toMatchObject({ qty: 1, gainFen: 100 })
    expect(byRule(byPieces, 1_000, 1_000)).toMatchObject({ amountFen: 200, refusal: { qty: 1, gainFen: 200 } })
  })

  it('has nothing more to offer once its cap is reached', () => {
    expect(byRule({ ...ladder, capFen: fen(2_000) }, 9_900)).toMatchObject({ amountFen: 2_000, refusal: null })
  })

  it('never takes more than the goods are worth, and nothing off goods that cost nothing', () => {
    const gone = reduction(1, 9_999, { measure: 'pieces' })
    expect(priced([offer(gone)], 700, 300).totals).toMatchObject({ promotionFen: 1_000, payableFen: 0 })
    expect(byRule(gone, 0)).toMatchObject({ applied: false, refusal: { code: 'nothing_left' } })
    const more = [...gone.tiers, { from: 2, off: { fen: fen(10_000) } }]
    expect(byRule({ ...gone, tiers: more }, 0)).toMatchObject({ applied: false, refusal: { code: 'nothing_left' } })
  })
})

describe('what a promotion is for', () => {
  const small = reduction(1_000, 100)

  it('measures and lowers the goods of its scope only', () => {
    const fruit = offer(small, { scope: ofProducts('s0') })
    expect(priced([fruit], 900, 5_000).totals.promotionFen).toBe(0)
    expect(priced([fruit], 1_000, 5_000).lines.map(({ promotionFen }) => promotionFen)).toEqual([100, 0])
    expect(priced([offer(small, { scope: exceptProducts('s0') })], 1_000, 900).totals.promotionFen).toBe(0)
    expect(told(priced([offer(small, { scope: ofProducts('other') })], 1_000))).toEqual([['offer.o1', 'no_goods']])
  })

  it('takes each line once, by priority and then by id', () => {
    const first = offer(reduction(500, 50), { id: 'z', priority: 1, scope: ofProducts('s0') })
    const second = offer(small, { id: 'b', priority: 2 })
    const third = offer(small, { id: 'c', priority: 2 })
    const receipt = priced([third, second, first], 1_000, 1_000)
    expect(told(receipt)).toEqual([
      ['offer.z', 50],
      ['offer.b', 100],
      ['offer.c', 'taken_by_other'],
    ])
    expect(receipt.lines.map(({ promotionFen }) => promotionFen)).toEqual([50, 100])
  })

  it('tells of lines that are gone before it tells of prices alone', () => {
    const alone = line('a', 1, 0, { prices: [price(1_000, { alone: true })] })
    const offers = [offer(small, { id: 'o1', scope: ofProducts('b') }), offer(small, { id: 'o2' })]
    const receipt = priceOrder(order([alone, line('b', 1, 1_000)], { offers }))
    expect(told(receipt)[1]).toEqual(['offer.o2', 'taken_by_other'])
  })

  it('leaves lines to the next promotion where it takes nothing off them', () => {
    const high = offer(reduction(99_999, 50), { id: 'a' })
    expect(told(priced([high, offer(small, { id: 'b' })], 1_000))).toEqual([
      ['offer.a', 'short_amount'],
      ['offer.b', 100],
    ])
  })

  it('holds from its first moment until its last, on its platforms and within its limits', () => {
    const cases: [Partial<OfferFacts>, string][] = [
      [{ fromAt: addMs(NOW, 1) }, 'not_begun'],
      [{ untilAt: NOW }, 'over'],
      [{ platforms: ['mp-weixin'] }, 'platform'],
      [{ left: 0 }, 'used_up'],
      [{ leftForBuyer: 0 }, 'used_up_for_buyer'],
    ]
    for (const [change, code] of cases)
      expect(told(priced([offer(small, change)], 1_000))).toEqual([['offer.o1', code]])
    const inPlace = { fromAt: NOW, untilAt: addMs(NOW, dayMs), platforms: ['h5' as const], left: 1, leftForBuyer: 1 }
    const facts = order([line('s0', 1, 1_000)], {
      offers: [offer(small, inPlace)],
      context: context({ channel: 'h5' }),
    })
    expect(told(priceOrder(facts))).toEqual([['offer.o1', 100]])
    expect(told(priceOrder({ ...facts, context: context({ channel: 'mp-alipay' }) }))).toEqual([
      ['offer.o1', 'platform'],
    ])
  })
})
