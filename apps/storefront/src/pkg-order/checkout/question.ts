import type { QuoteView } from '@jishi/contracts/order/order.schema'
import { ApiError } from '@/api'
import { yuan } from '@/composables/words'
import { t } from '../words/copy'
import { changesBetween } from './quote-changes'

/** Why the shopper is stopped before the order is placed, and what they may answer. */
export interface Question {
  kind: 'quote' | 'cart' | 'stock' | 'unsure' | 'take'
  title: string
  words: string
  list: string[]
  yes: string
  no: string
}

interface Short {
  skuId: string
  available?: number
}

const listed = (details: unknown, name: 'items'): Short[] => {
  const items = (details as Partial<Record<typeof name, unknown>> | undefined)?.[name]
  return Array.isArray(items) ? (items as Short[]) : []
}

/** The new price that came with the refusal. */
export const quoteIn = (error: ApiError): QuoteView | null =>
  (error.details as { quote?: QuoteView } | undefined)?.quote ?? null

const stockLine = (quote: QuoteView, short: Short): string => {
  const name = quote.lines.find((line) => line.skuId === short.skuId)?.title ?? ''
  return short.available === undefined
    ? t('checkout.notOnSaleLine', { name })
    : t('checkout.outOfStockLine', { name, n: short.available })
}

export const stockQuestion = (quote: QuoteView, short: readonly Short[], fromCart: boolean): Question => ({
  kind: 'stock',
  title: t('checkout.outOfStockTitle'),
  words: t('checkout.outOfStockText'),
  list: short.map((item) => stockLine(quote, item)),
  yes: fromCart ? t('checkout.backToCart') : t('common.back'),
  no: t('common.cancel'),
})

/** What the quote already knows cannot be ordered. */
export const problemQuestion = (quote: QuoteView, fromCart: boolean): Question | null =>
  quote.problems.length === 0
    ? null
    : stockQuestion(
        quote,
        quote.problems.map(({ skuId, code, available }) => (code === 'NOT_ON_SALE' ? { skuId } : { skuId, available })),
        fromCart,
      )

const quoteQuestion = (old: QuoteView, now: QuoteView): Question => ({
  kind: 'quote',
  title: t('checkout.quoteChangedTitle'),
  words: t('checkout.quoteChangedText', { old: yuan(old.totals.payableFen), now: yuan(now.totals.payableFen) }),
  list: changesBetween(old, now),
  yes: t('checkout.quoteAccept'),
  no: t('common.cancel'),
})

const cartQuestion = (): Question => ({
  kind: 'cart',
  title: t('checkout.cartChangedTitle'),
  words: t('checkout.cartChangedText'),
  list: [],
  yes: t('common.ok'),
  no: '',
})

const unsureQuestion = (error: ApiError): Question => ({
  kind: 'unsure',
  title: error.message,
  words: t('checkout.unsure'),
  list: [],
  yes: t('common.retry'),
  no: t('common.cancel'),
})

/** What was won was not paid for in time, or is held no more. */
export const takeGone = (): Question => ({
  kind: 'take',
  title: t('take.goneTitle'),
  words: t('take.goneText'),
  list: [],
  yes: t('take.back'),
  no: '',
})

/** The question a refusal of the order leads to; null when a short word says it all. */
export const questionOf = (error: ApiError, shown: QuoteView, fromCart: boolean): Question | null => {
  switch (error.code) {
    case 'QUOTE_CHANGED': {
      const now = quoteIn(error)
      return now ? quoteQuestion(shown, now) : cartQuestion()
    }
    case 'CART_CHANGED':
      return cartQuestion()
    case 'OUT_OF_STOCK':
    case 'NOT_ON_SALE':
      return stockQuestion(shown, listed(error.details, 'items'), fromCart)
    case 'SECKILL_TAKE_GONE':
      return takeGone()
    case 'NETWORK':
    case 'TIMEOUT':
      return unsureQuestion(error)
    default:
      return null
  }
}
