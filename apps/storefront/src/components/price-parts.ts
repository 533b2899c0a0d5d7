import { yuan } from '@/composables/words'

export interface PriceParts {
  sign: string
  integer: string
  decimals: string
}

/** 2990 → '', '29', '.90'. Trailing zeros stay: people compare prices digit by digit. */
export const priceParts = (amountFen: number): PriceParts => {
  const text = yuan(Math.abs(amountFen))
  const dot = text.indexOf('.')
  return { sign: amountFen < 0 ? '−' : '', integer: text.slice(0, dot), decimals: text.slice(dot) }
}
