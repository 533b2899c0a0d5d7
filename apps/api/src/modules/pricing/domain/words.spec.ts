import { REFUSALS } from '@jishi/contracts/promotion/promotion.terms'
import { fen } from '@jishi/kernel/money'
import { bp } from '@jishi/kernel/rate'
import { describe, expect, it } from 'vitest'
import { giftOf, reduction } from '../../../../test/facts/pricing-facts.js'
import type { OfferRule } from './offer-facts.js'
import { offerLabel } from './offer-label.js'
import { REFUSAL_WORDS, refusalOf, refusalWords } from './refusals.js'
import { isInScope } from './scope.js'
import type { GoodsNames, Scope } from './scope-facts.js'

const off = (offBp: number) => ({ offBp: bp(offBp) })

describe('a promotion in words', () => {
  const cases: [OfferRule, string][] = [
    [reduction(9_900, 2_000), '满 99 减 20'],
    [reduction(9_950, 2_005), '满 99.50 减 20.05'],
    [reduction(9_900, 2_000, { repeat: true }), '每满 99 减 20'],
    [
      reduction(9_900, 2_000, { repeat: true, maxTimes: 3, capFen: fen(5_000) }),
      '每满 99 减 20（最多 3 次，最高减 50）',
    ],
    [reduction(9_900, 2_000, { maxTimes: 3 }), '满 99 减 20'],
    [reduction(3, 2_000, { measure: 'pieces' }), '满 3 件减 20'],
    [
      reduction(0, 0, {
        tiers: [
          { from: 10_000, off: off(1_000) },
          { from: 20_000, off: off(1_500) },
        ],
        capFen: fen(5_000),
      }),
      '满 100 打 9 折，满 200 打 8.5 折（最高减 50）',
    ],
    [reduction(0, 0, { measure: 'pieces', tiers: [{ from: 2, off: off(2_000) }] }), '满 2 件打 8 折'],
    [reduction(0, 0, { tiers: [{ from: 100, off: off(10_000) }] }), '满 1 免单'],
    [{ kind: 'nth_piece', nth: 2, offBp: bp(5_000) }, '第 2 件 5 折'],
    [{ kind: 'nth_piece', nth: 3, offBp: bp(10_000) }, '第 3 件免费'],
    [
      {
        kind: 'bundle',
        items: [
          { skuId: 'a', qty: 2 },
          { skuId: 'b', qty: 1 },
        ],
        priceFen: fen(9_900),
      },
      '套装 3 件 99 元',
    ],
    [{ kind: 'gift', measure: 'amount', from: 19_900, gifts: [giftOf('g')] }, '满 199 送赠品'],
    [{ kind: 'gift', measure: 'pieces', from: 2, gifts: [giftOf('g')] }, '满 2 件送赠品'],
  ]
  it.each(cases)('%j', (rule, words) => {
    expect(offerLabel(rule)).toBe(words)
  })
})

describe('refusals in words', () => {
  it('has words for every code, and no two say the same', () => {
    const words = REFUSALS.map((code) => refusalWords(refusalOf(code, { fen: fen(1_210), qty: 2 })))
    expect(Object.keys(REFUSAL_WORDS)).toEqual([...REFUSALS])
    expect(new Set(words).size).toBe(words.length)
    expect(words.filter((text) => text.trim() === '')).toEqual([])
  })

  it('names what is missing', () => {
    expect(refusalWords(refusalOf('short_amount', { fen: fen(1_210) }))).toBe('还差 12.10 元')
    expect(refusalWords(refusalOf('short_pieces', { qty: 2 }))).toBe('还差 2 件')
    expect(refusalWords(refusalOf('too_few_points', { qty: 60 }))).toBe('还差 60 积分')
    expect(refusalWords(refusalOf('more_pieces', { qty: 2 }))).toBe('再买 2 件')
  })
})

describe('a scope', () => {
  const nobody: GoodsNames = { spuIds: [], categoryIds: [], brandIds: [] }
  const apple = { spuId: 'apple', categoryIds: ['fruit', 'food'], brandId: 'farm' }
  const named = (names: Partial<GoodsNames>, excluded: Partial<GoodsNames> = {}): Scope => ({
    ...{ all: false, named: { ...nobody, ...names }, excluded: { ...nobody, ...excluded } },
  })

  it('names goods by product, by category with what is below, or by brand', () => {
    expect(isInScope(apple, named({ spuIds: ['apple'] }))).toBe(true)
    expect(isInScope(apple, named({ categoryIds: ['food'] }))).toBe(true)
    expect(isInScope(apple, named({ brandIds: ['farm'] }))).toBe(true)
    expect(isInScope({ ...apple, brandId: null }, named({ brandIds: ['farm'] }))).toBe(false)
    expect(isInScope(apple, named({ spuIds: ['pear'], categoryIds: ['toys'], brandIds: ['mill'] }))).toBe(false)
    expect(isInScope(apple, named({}))).toBe(false)
  })

  it('never holds what it excludes', () => {
    expect(isInScope(apple, { ...named({}), all: true })).toBe(true)
    for (const excluded of [{ spuIds: ['apple'] }, { categoryIds: ['fruit'] }, { brandIds: ['farm'] }]) {
      expect(isInScope(apple, { ...named({}, excluded), all: true })).toBe(false)
      expect(isInScope(apple, named({ spuIds: ['apple'] }, excluded))).toBe(false)
    }
  })
})
