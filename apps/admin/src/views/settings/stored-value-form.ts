import { STORED_VALUE_LIMITS } from '@jishi/contracts/payment/stored-value.terms'
import { instantOf, shopDay } from '@jishi/kernel/time'
import type { AllSettings } from '@jishi/contracts/settings/settings.schema'
import { t, type CopyKey } from '@/copy'
import { fenOf, linesOf, yuanOf } from './setting-text'

type StoredValue = AllSettings['storedValue']['value']
type Text = (name: string) => string
type Typed = Readonly<Record<string, string>>

const field = (name: string, most: number, required = true) => ({
  name,
  label: `settings.stored.${name}` as CopyKey,
  hint: `settings.stored.${name}.hint` as CopyKey,
  kind: 'text' as const,
  most,
  required,
})

/** The filing comes first: without it nothing is offered, whatever stands below. */
export const STORED_FIELDS = [
  field('filingNo', STORED_VALUE_LIMITS.filingNo, false),
  { ...field('filedOn', 10, false), kind: 'day' as const },
  { ...field('open', 5), kind: 'switch' as const },
  field('capFen', 12),
  { ...field('offers', 400, false), kind: 'lines' as const },
  field('ownFromFen', 12, false),
]

const offerOf = (line: string): { amountFen: number; bonusFen: number } | undefined => {
  const [amount = '', bonus = '0', ...more] = line.split('+')
  const [amountFen, bonusFen] = [fenOf(amount), fenOf(bonus)]
  if (more.length > 0 || amountFen === undefined || bonusFen === undefined) return undefined
  const fits = amountFen >= 100 && Math.max(amountFen, bonusFen) <= STORED_VALUE_LIMITS.rechargeFen
  return fits ? { amountFen, bonusFen } : undefined
}

export const typedStored = (value: StoredValue): Record<string, string> => ({
  filingNo: value.filingNo,
  filedOn: value.filedOn ?? '',
  open: String(value.open),
  capFen: yuanOf(value.capFen),
  offers: value.offers
    .map(({ amountFen, bonusFen }) => (bonusFen === 0 ? yuanOf(amountFen) : `${yuanOf(amountFen)}+${yuanOf(bonusFen)}`))
    .join('\n'),
  ownFromFen: value.ownFromFen === null ? '' : yuanOf(value.ownFromFen),
})

export const storedOf = (text: Text): StoredValue => ({
  open: text('open') === 'true',
  filingNo: text('filingNo'),
  filedOn: text('filedOn') === '' ? null : text('filedOn'),
  capFen: fenOf(text('capFen')) ?? 0,
  offers: linesOf(text('offers')).flatMap((line) => offerOf(line) ?? []),
  ownFromFen: text('ownFromFen') === '' ? null : (fenOf(text('ownFromFen')) ?? 0),
})

const capFault = (text: string): string => {
  const capFen = fenOf(text)
  if (capFen === undefined) return t('settings.amount')
  if (capFen < 100) return t('settings.number', { least: 1, most: yuanOf(STORED_VALUE_LIMITS.capFen) })
  const most = STORED_VALUE_LIMITS.capFen
  return capFen > most ? t('settings.amount.most', { most: yuanOf(most) }) : ''
}

const offersFault = (text: string): string => {
  const lines = linesOf(text)
  const wrong = lines.findIndex((line) => offerOf(line) === undefined)
  if (wrong >= 0) return t('settings.stored.offer.wrong', { n: wrong + 1 })
  const amounts = new Set(lines.map((line) => offerOf(line)?.amountFen))
  if (amounts.size < lines.length) return t('settings.stored.offer.twice')
  return lines.length > STORED_VALUE_LIMITS.offers
    ? t('settings.search.many', { most: STORED_VALUE_LIMITS.offers })
    : ''
}

/** In whole yuan, as what members then name is. */
const ownFault = (text: string): string => {
  if (text.trim() === '') return ''
  const fromFen = fenOf(text.trim())
  const fits =
    fromFen !== undefined && fromFen >= 100 && fromFen <= STORED_VALUE_LIMITS.rechargeFen && fromFen % 100 === 0
  return fits ? '' : t('settings.stored.own.wrong', { most: yuanOf(STORED_VALUE_LIMITS.rechargeFen) })
}

/** Both are asked for before recharges open; the server asks the same. */
const neededToOpen = (text: string, typed: Typed): string =>
  typed['open'] === 'true' && text.trim() === '' ? t('settings.stored.filingFirst') : ''
const filedFault = (text: string, typed: Typed): string =>
  text > shopDay(instantOf(Date.now())) ? t('settings.stored.filedLater') : neededToOpen(text, typed)

/** What is wrong with a field, by itself and beside the others. */
export const STORED_FAULTS: Record<string, (text: string, typed: Typed) => string> = {
  filingNo: neededToOpen,
  filedOn: filedFault,
  capFen: capFault,
  offers: offersFault,
  ownFromFen: ownFault,
}
