import type { Platform } from '@jishi/contracts/order/order.terms'
import type { OfferMeasure } from '@jishi/contracts/promotion/promotion.terms'
import { formatFen, type Fen } from '@jishi/kernel/money'

type Language = 'zh' | 'en'

/** What a shopper is told beside the label of a promotion. */
export interface OfferLimits {
  readonly totalLimit: number | null
  readonly memberLimit: number | null
  readonly platforms: readonly Platform[] | null
}

/** A rule as far as English words need it; Chinese ones are the engine's, as they stand on the receipt. */
export type RuleInWords =
  | {
      readonly kind: 'full_reduction'
      readonly measure: OfferMeasure
      readonly tiers: readonly {
        readonly from: number
        readonly off: { readonly fen: number } | { readonly offBp: number }
      }[]
      readonly repeat: boolean
      readonly maxTimes: number | null
      readonly capFen: number | null
    }
  | { readonly kind: 'nth_piece'; readonly nth: number; readonly offBp: number }
  | { readonly kind: 'bundle'; readonly items: readonly { readonly qty: number }[]; readonly priceFen: number }
  | { readonly kind: 'gift'; readonly measure: OfferMeasure; readonly from: number }

const PLATFORM_NAMES: Readonly<Record<Language, Readonly<Record<Platform, string>>>> = {
  zh: { h5: '网页', 'mp-weixin': '微信小程序', 'mp-alipay': '支付宝小程序' },
  en: { h5: 'the web shop', 'mp-weixin': 'the WeChat mini program', 'mp-alipay': 'the Alipay mini program' },
}

/** 79, 9.9, 0.05: no more digits than an amount needs. */
const yuan = (amount: number): string => `¥${formatFen(amount as Fen).replace(/\.00$/, '')}`
const share = (offBp: number): string => (offBp >= 10_000 ? 'free' : `${offBp / 100}% off`)
const from = (measure: OfferMeasure, amount: number): string =>
  measure === 'amount' ? `over ${yuan(amount)}` : `from ${amount} pieces on`

type Reduction = Extract<RuleInWords, { kind: 'full_reduction' }>
const reduction = ({ measure, tiers, repeat, maxTimes, capFen }: Reduction): string[] => [
  ...tiers.map(({ from: least, off }) => {
    const taken = 'fen' in off ? `${yuan(off.fen)} off` : share(off.offBp)
    return repeat
      ? `${taken} for every ${measure === 'amount' ? yuan(least) : `${least} pieces`}`
      : `${taken} ${from(measure, least)}`
  }),
  ...(maxTimes === null ? [] : [`At most ${maxTimes} times an order`]),
  ...(capFen === null ? [] : [`At most ${yuan(capFen)} off`]),
]

const enRule = (rule: RuleInWords): string[] => {
  if (rule.kind === 'full_reduction') return reduction(rule)
  if (rule.kind === 'nth_piece') return [`Every piece number ${rule.nth}: ${share(rule.offBp)}`]
  if (rule.kind === 'gift') return [`A gift ${from(rule.measure, rule.from)}`]
  return [`${rule.items.reduce((sum, { qty }) => sum + qty, 0)} pieces together for ${yuan(rule.priceFen)}`]
}

const withSmall = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1)

/** The rule in one English line, where Chinese has the engine's label. */
export const englishLabel = (rule: RuleInWords): string => {
  const [first = '', ...rest] = enRule(rule)
  return [first, ...rest.map(withSmall)].join(', ')
}

const limits = ({ totalLimit, memberLimit, platforms }: OfferLimits, language: Language): string[] => {
  const zh = language === 'zh'
  const names = platforms?.map((platform) => PLATFORM_NAMES[language][platform])
  return [
    ...(memberLimit === null ? [] : [zh ? `每人限享 ${memberLimit} 次` : `${memberLimit} times a person`]),
    ...(totalLimit === null
      ? []
      : [zh ? `共 ${totalLimit} 个名额，先到先得` : `The first ${totalLimit} orders, while they last`]),
    ...(names === undefined ? [] : [zh ? `仅限${names.join('、')}` : `Only in ${names.join(' and ')}`]),
  ]
}

/** The rule and its limits, a sentence each. */
export const offerWords = (label: string, rule: RuleInWords, bounds: OfferLimits, language: Language): string[] => [
  ...(language === 'zh' ? [label] : enRule(rule)),
  ...limits(bounds, language),
]
