import { afterEach, describe, expect, it } from 'vitest'
import { chooseLocale } from '@/copy'
import { shownTiers, stepAt, unitRuleWords } from './price-words'

const tiers = [
  { minQty: 1, unitFen: 1_990, rule: null },
  { minQty: 3, unitFen: 1_590, rule: 'unit.base.3' },
  { minQty: 10, unitFen: 1_690, rule: 'unit.base.10' },
]
const sku = { id: 'a', valueIds: [], label: '', priceFen: 1_990, tiers, available: 1, picture: null }

describe('the words of a unit price', () => {
  afterEach(() => chooseLocale('zh'))

  it('tell list, tier and days in both languages', async () => {
    expect(unitRuleWords('unit.base.3')).toBe('满 3 件价')
    expect(unitRuleWords('unit.channel:mp-weixin.2.limited')).toBe('限时价 · 微信小程序专享价 · 满 2 件价')
    expect(unitRuleWords('unit.level:4.1')).toBe('4 级会员价')
    await chooseLocale('en')
    expect(unitRuleWords('unit.base.3')).toBe('Price from 3')
    expect(unitRuleWords('unit.base.1.limited')).toBe('Limited-time price')
  })

  it('are none for the plain price and for other rules', () => {
    expect([null, 'unit.base.1', 'freight.flat', 'unit.'].map(unitRuleWords)).toEqual(['', '', '', ''])
  })
})

describe('the step of the price', () => {
  it('follows the quantity, dearer or not', () => {
    expect([1, 2, 3, 9, 10].map((qty) => stepAt(tiers, qty).unitFen)).toEqual([1_990, 1_990, 1_590, 1_590, 1_690])
  })

  it('before a choice is that of the SKU whose price is shown', () => {
    const dearer = { ...sku, id: 'b', priceFen: 2_990, tiers: tiers.slice(0, 1) }
    const price = { fromFen: 1_990, toFen: 2_990, wasFen: null, label: null, rule: null }
    expect(shownTiers({ skus: [dearer, sku], price })).toBe(tiers)
    expect(shownTiers({ skus: [], price })).toEqual([])
  })
})
