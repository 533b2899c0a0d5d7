import { unitRuleOf, type UnitRule } from '@jishi/contracts/pricing/pricing.terms'
import type { PriceTier, ProductView, SkuView } from '@jishi/contracts/shopfront/shopfront.schema'
import { t, type CopyKey } from '@/copy'

const CHANNELS: Readonly<Record<string, CopyKey>> = {
  'channel:h5': 'price.channel.h5',
  'channel:mp-weixin': 'price.channel.weixin',
  'channel:mp-alipay': 'price.channel.alipay',
}

const listWords = (list: string): string => {
  if (list.indexOf('store:') === 0) return t('price.store')
  if (list.indexOf('level:') === 0) return t('price.level', { n: list.slice('level:'.length) })
  const channel = CHANNELS[list]
  return channel === undefined ? '' : t(channel)
}

const wordsFor = ({ list, minQty, limited }: UnitRule): string =>
  [limited ? t('price.limited') : '', listWords(list), minQty > 1 ? t('price.fromQty', { n: minQty }) : '']
    .filter((part) => part !== '')
    .join(' · ')

/** Why a piece costs what it does, in the shopper's language; empty for the plain price and for rules of other stages. */
export const unitRuleWords = (code: string | null): string => {
  const rule = code === null ? null : unitRuleOf(code)
  return rule === null ? '' : wordsFor(rule)
}

const PLAIN: PriceTier = { minQty: 1, unitFen: 0, rule: null }

/** The step of the price that so many pieces reach. */
export const stepAt = (tiers: readonly PriceTier[], qty: number): PriceTier =>
  tiers.reduce((reached, tier) => (tier.minQty <= qty ? tier : reached), tiers[0] ?? PLAIN)

/** Before anybody has chosen, the steps of the SKU whose price the page shows. */
export const shownTiers = ({ skus, price }: Pick<ProductView, 'skus' | 'price'>): readonly PriceTier[] =>
  (skus.find((sku: SkuView) => sku.priceFen === price.fromFen) ?? skus[0])?.tiers ?? []
