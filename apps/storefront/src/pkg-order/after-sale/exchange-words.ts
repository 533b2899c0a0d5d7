import { yuan } from '@/composables/words'
import { t } from './copy'

/** What the other goods cost more or less than those that were bought. */
export const differenceText = (differenceFen: number): string => {
  if (differenceFen === 0) return t('sale.exchange.same')
  const amount = yuan(Math.abs(differenceFen))
  return t(differenceFen > 0 ? 'sale.exchange.more' : 'sale.exchange.less', { amount })
}
