import { describe, expect, it } from 'vitest'
import { ruleText, scopeText, type CouponTerms, type ScopeInWords } from './coupon-words.js'

const terms = (over: Partial<CouponTerms>): CouponTerms => ({
  ...{ kind: 'amount', amountFen: null, offBp: null, capFen: null, thresholdFen: 0 },
  ...over,
})
const scope = (over: Partial<ScopeInWords>): ScopeInWords => ({
  ...{ all: false, categories: 0, brands: 0, products: 0, excludes: false, names: [] },
  ...over,
})

describe('the face of a coupon', () => {
  it.each([
    [{ kind: 'amount', amountFen: 1_000, thresholdFen: 7_900 }, '满 79 减 10', '¥10 off over ¥79'],
    [{ kind: 'amount', amountFen: 550 }, '立减 5.5', '¥5.5 off'],
    [{ kind: 'percent', offBp: 1_500, capFen: 2_000 }, '8.5 折最高减 20', '15% off, up to ¥20'],
    [{ kind: 'percent', offBp: 2_000, thresholdFen: 10_000 }, '满 100 8 折', '20% off over ¥100'],
    [{ kind: 'percent', offBp: 10_000, capFen: 1_005 }, '免单最高减 10.05', '100% off, up to ¥10.05'],
    [{ kind: 'shipping' }, '免运费', 'Free shipping'],
    [{ kind: 'shipping', amountFen: 800, thresholdFen: 3_900 }, '满 39 运费减 8', '¥8 off shipping over ¥39'],
  ] as const)('says %o', (over, zh, en) => {
    expect([ruleText(terms(over), 'zh'), ruleText(terms(over), 'en')]).toEqual([zh, en])
  })
})

describe('what a coupon is for', () => {
  it.each([
    [{ all: true }, '全场通用', 'Everything'],
    [{ all: true, excludes: true }, '全场通用，部分商品除外', 'Everything, some goods excluded'],
    [{ categories: 1, names: ['水果'] }, '限「水果」类', '水果 only'],
    [{ categories: 2, names: ['水果', '蔬菜'] }, '限「水果」「蔬菜」类', '水果, 蔬菜 only'],
    [{ categories: 3, names: ['水果', '蔬菜'] }, '限「水果」「蔬菜」等 3 类', '水果, 蔬菜 and 1 more only'],
    [{ brands: 1, names: ['坡上果园'] }, '限「坡上果园」品牌', '坡上果园 only'],
    [
      { brands: 4, names: ['甲', '乙'], excludes: true },
      '限「甲」「乙」等 4 个品牌，部分商品除外',
      '甲, 乙 and 2 more only, some goods excluded',
    ],
    [{ products: 1, names: ['洛川苹果'] }, '限「洛川苹果」', '洛川苹果 only'],
    [{ products: 5, names: ['甲', '乙'] }, '限指定的 5 件商品', '5 selected products only'],
    [{ products: 1, brands: 1, names: ['甲'] }, '限指定商品', 'Selected goods only'],
  ])('says %o', (over, zh, en) => {
    expect([scopeText(scope(over), 'zh'), scopeText(scope(over), 'en')]).toEqual([zh, en])
  })
})
