import { AFTER_SALE_OBSTACLES, type AfterSaleObstacle } from '@jishi/contracts/order/after-sale.terms'
import { asApiError, wordsOf } from '@/api'
import { yuan } from '@/composables/words'
import { t } from './copy'

const detailsOf = (error: unknown): { obstacle?: unknown; leastFen?: unknown } => {
  const { details } = asApiError(error)
  return typeof details === 'object' && details !== null ? details : {}
}

const isObstacle = (word: unknown): word is AfterSaleObstacle => AFTER_SALE_OBSTACLES.some((known) => known === word)

/** Why the shop did not take it, as precisely as it said. */
export const refusalOf = (error: unknown): string => {
  const { obstacle, leastFen } = detailsOf(error)
  if (typeof leastFen === 'number') return t('sale.least', { amount: yuan(leastFen) })
  return isObstacle(obstacle) ? t(`sale.obstacle.${obstacle}`) : wordsOf(error)
}
