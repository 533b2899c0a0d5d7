import { yuanText } from '@/components/money'
import { t, type CopyKey } from '@/copy'
import { zh } from '@/copy/zh'
import { accountText } from '@/views/finance/finance-words'
import { channelText, refundCauseText } from '../order-words'

export type Leaf = string | number | boolean | null

/** The first of these keys that has words; what a newer server says without any stands as it is written. */
export const known = (keys: readonly string[], fallback: string): string => {
  const key = keys.find((one) => one in zh)
  return key === undefined ? fallback : t(key as CopyKey)
}
const wordsOf: Readonly<Record<string, (what: string) => string>> = {
  order: (what) => `order.step.${what}`,
  sale: (what) => `afterSale.step.${what}`,
  price: (what) => `past.price.${what}`,
}
/** The step or state in the words of whoever owns it. */
export const whatText = (source: string, what: string): string =>
  known([wordsOf[source]?.(what) ?? `order.${source}.${what}`, `past.what.${what}`], what)

const statesOf: Readonly<Record<string, string>> = {
  order: 'order.state',
  afterSales: 'afterSale.state',
  attempts: 'order.attempt',
  refunds: 'order.refund',
  priceChanges: 'past.price',
}
export const stateText = (section: string, state: string): string =>
  known([`${statesOf[section] ?? 'past.what'}.${state}`, `past.what.${state}`], state)

export const termText = (kind: string, seq: number): string => `${known([`past.term.${kind}`], kind)} · ${seq}`

const texts: Readonly<Record<string, (value: string, section: string) => string>> = {
  state: (value, section) => stateText(section, value),
  step: (value) => whatText('order', value),
  account: accountText,
  channel: channelText,
  difference: (value) => whatText('exchange', value),
  cause: refundCauseText,
  closedCause: (value) => known([`order.cause.${value}`], value),
}
const wordText = (section: string, name: string, value: string): string => {
  if (section === 'terms' && name === 'kind') return known([`past.term.${value}`], value)
  return texts[name]?.(value, section) ?? value
}
/** A value of a standing as people read it. */
export const valueText = (section: string, name: string, value: Leaf): string => {
  if (value === null || value === '') return '—'
  if (typeof value === 'boolean') return t(value ? 'past.yes' : 'past.no')
  if (typeof value === 'string') return wordText(section, name, value)
  return name.endsWith('Fen') ? yuanText(value) : String(value)
}
