import type { ReceiptRule, RefusalView } from '@jishi/contracts/pricing/pricing.schema'
import type { RefusalCode } from '@jishi/contracts/promotion/promotion.terms'
import { tidyYuan } from '@/composables/words'
import { t, type CopyKey } from '@/copy/later'

// Where something is only missing, what would be gained by it is worth as much as the reason.
const GAINING: Partial<Record<RefusalCode, CopyKey>> = {
  short_amount: 'refusal.short_amount.gain',
  short_pieces: 'refusal.short_pieces.gain',
  more_pieces: 'refusal.more_pieces.gain',
}

/** Why a rule took nothing off, in the shopper's language: what is missing and what it would bring, or what stands in the way. */
export const refusalWords = ({ code, fen, qty, gainFen }: RefusalView): string => {
  const values = { fen: tidyYuan(fen ?? 0), qty: qty ?? 0, gain: tidyYuan(gainFen) }
  const gaining = gainFen > 0 ? GAINING[code] : undefined
  return t(gaining ?? `refusal.${code}`, values)
}

/** Orders from before there were codes only know the reason as it was written down then. */
export const whyNot = ({ refusal, reason }: Pick<ReceiptRule, 'refusal' | 'reason'>): string =>
  refusal === null ? (reason ?? '') : refusalWords(refusal)
