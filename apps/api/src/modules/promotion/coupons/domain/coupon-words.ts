import type { CouponKind } from '@jishi/contracts/promotion/promotion.terms'
import { formatFen, type Fen } from '@jishi/kernel/money'
import { wholeBp } from '@jishi/kernel/rate'

type Language = 'zh' | 'en'

/** What a coupon takes off and from which amount on. */
export interface CouponTerms {
  readonly kind: CouponKind
  readonly amountFen: number | null
  readonly offBp: number | null
  readonly capFen: number | null
  readonly thresholdFen: number
}

/** The goods a coupon is for, as far as words about them need it. `names` are the first of them. */
export interface ScopeInWords {
  readonly all: boolean
  readonly categories: number
  readonly brands: number
  readonly products: number
  readonly excludes: boolean
  readonly names: readonly string[]
}

/** How many names stand in the words before they become a number. */
export const NAMED_IN_WORDS = 2

/** 79, 9.9, 0.05: no more digits than an amount needs. */
const yuan = (fen: number): string => formatFen(fen as Fen).replace(/\.?0+$/, '')

/** 2000 off is 8 折, 1500 is 8.5 折. */
const zhe = (offBp: number): string => String((wholeBp - offBp) / 1_000)

/** The face of a coupon in one line: 满 79 减 10, 8.5 折最高减 20, 免运费. */
export const ruleText = (terms: CouponTerms, language: Language): string =>
  language === 'zh' ? zhRule(terms) : enRule(terms)

const capped = (words: string, capFen: number | null): string =>
  capFen === null ? '' : words.replace('{}', yuan(capFen))

const zhRule = ({ kind, amountFen, offBp, capFen, thresholdFen }: CouponTerms): string => {
  const from = thresholdFen === 0 ? '' : `满 ${yuan(thresholdFen)} `
  switch (kind) {
    case 'amount':
      return `${from === '' ? '立' : from}减 ${yuan(amountFen ?? 0)}`
    case 'percent':
      return `${from}${offBp === wholeBp ? '免单' : `${zhe(offBp ?? 0)} 折`}${capped('最高减 {}', capFen)}`
    case 'shipping':
      return `${from}${amountFen === null ? '免运费' : `运费减 ${yuan(amountFen)}`}`
  }
}

const enRule = ({ kind, amountFen, offBp, capFen, thresholdFen }: CouponTerms): string => {
  const from = thresholdFen === 0 ? '' : ` over ¥${yuan(thresholdFen)}`
  switch (kind) {
    case 'amount':
      return `¥${yuan(amountFen ?? 0)} off${from}`
    case 'percent':
      return `${(offBp ?? 0) / 100}% off${from}${capped(', up to ¥{}', capFen)}`
    case 'shipping':
      return `${amountFen === null ? 'Free shipping' : `¥${yuan(amountFen)} off shipping`}${from}`
  }
}

/** What it is for: 全场通用, 限「水果」类, 限「水果」等 3 类, 限指定商品. */
export const scopeText = (scope: ScopeInWords, language: Language): string =>
  language === 'zh' ? zhScope(scope) : enScope(scope)

const kindsNamed = ({ categories, brands, products }: ScopeInWords): number =>
  [categories, brands, products].filter((count) => count > 0).length

const zhScope = (scope: ScopeInWords): string => {
  const tail = scope.excludes ? '，部分商品除外' : ''
  if (scope.all) return `全场通用${tail}`
  const { categories, brands, products, names } = scope
  if (kindsNamed(scope) > 1) return `限指定商品${tail}`
  const quoted = names.map((name) => `「${name}」`).join('')
  if (categories > 0) return `限${quoted}${categories > names.length ? `等 ${categories} ` : ''}类${tail}`
  if (brands > 0) return `限${quoted}${brands > names.length ? `等 ${brands} 个` : ''}品牌${tail}`
  return products > 1 ? `限指定的 ${products} 件商品${tail}` : `限${quoted}${tail}`
}

const enScope = (scope: ScopeInWords): string => {
  const tail = scope.excludes ? ', some goods excluded' : ''
  if (scope.all) return `Everything${tail}`
  const { categories, brands, products, names } = scope
  if (kindsNamed(scope) > 1) return `Selected goods only${tail}`
  const count = Math.max(categories, brands)
  if (count > 0) {
    const rest = count - names.length
    return `${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''} only${tail}`
  }
  return products > 1 ? `${products} selected products only${tail}` : `${names.join('')} only${tail}`
}
