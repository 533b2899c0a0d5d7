import type { OfferRuleBody, OfferTag } from '@jishi/contracts/promotion/offers.schema'
import { shortYuan } from '@/composables/words'
import { locale, t } from '@/copy/later'

type Reduction = Extract<OfferRuleBody, { kind: 'full_reduction' }>

const PER_CENT = 100

const reduction = ({ measure, tiers }: Reduction): string =>
  tiers
    .map(({ from, off }) => {
      const gain = 'fen' in off ? `¥${shortYuan(off.fen)}` : `${off.offBp / PER_CENT}%`
      return t(measure === 'amount' ? 'offer.overFen' : 'offer.overQty', {
        gain,
        from: measure === 'amount' ? shortYuan(from) : from,
      })
    })
    .join(t('receipt.comma'))

const gifts = (from: number, amount: boolean): string =>
  t(amount ? 'offer.giftFen' : 'offer.giftQty', { from: amount ? shortYuan(from) : from })

const wordsFor = (rule: OfferRuleBody): string => {
  if (rule.kind === 'full_reduction') return reduction(rule)
  if (rule.kind === 'nth_piece') return t('offer.nth', { n: rule.nth, off: rule.offBp / PER_CENT })
  if (rule.kind === 'bundle') return t('offer.bundle', { n: rule.items.length, price: shortYuan(rule.priceFen) })
  return gifts(rule.from, rule.measure === 'amount')
}

/** A promotion in the shopper's language. The shop writes it in Chinese; in English it is made from the rule itself. */
export const offerWords = ({ label, rule }: Pick<OfferTag, 'label' | 'rule'>): string =>
  locale.value === 'en' ? wordsFor(rule) : label
