import { STORED_VALUE_LIMITS } from '@jishi/contracts/payment/stored-value.terms'
import type { AllSettings } from '@jishi/contracts/settings/settings.schema'
import { t, type CopyKey } from '@/copy'
import { fenOf, linesOf, yuanOf } from './setting-text'

type StoredValue = AllSettings['storedValue']['value']
type Text = (name: string) => string

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
  field('filedOn', 10, false),
  field('rechargeOpen', 3),
  field('storedCap', 12),
  { ...field('storedOffers', 400, false), kind: 'lines' as const },
  field('ownFrom', 12, false),
]

const YES = /^(?:是|yes)$/i
const NO = /^(?:否|no)$/i

/** `100+20`: what is recharged, and what is given for it; alone where nothing is given. */
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
  rechargeOpen: t(value.open ? 'settings.stored.yes' : 'settings.stored.no'),
  storedCap: yuanOf(value.capFen),
  storedOffers: value.offers
    .map(({ amountFen, bonusFen }) => (bonusFen === 0 ? yuanOf(amountFen) : `${yuanOf(amountFen)}+${yuanOf(bonusFen)}`))
    .join('\n'),
  ownFrom: value.ownFromFen === null ? '' : yuanOf(value.ownFromFen),
})

export const storedOf = (text: Text): StoredValue => ({
  open: YES.test(text('rechargeOpen')),
  filingNo: text('filingNo'),
  filedOn: text('filedOn') === '' ? null : text('filedOn'),
  capFen: fenOf(text('storedCap')) ?? 0,
  offers: linesOf(text('storedOffers')).flatMap((line) => offerOf(line) ?? []),
  ownFromFen: text('ownFrom') === '' ? null : (fenOf(text('ownFrom')) ?? 0),
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

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))

/** What is wrong with a field, by itself; that a filing is needed to open, the server says by its name. */
export const STORED_FAULTS: Record<string, (text: string) => string> = {
  filedOn: (text) => (text.trim() === '' || isDay(text.trim()) ? '' : 'YYYY-MM-DD'),
  rechargeOpen: (text) => (YES.test(text.trim()) || NO.test(text.trim()) ? '' : t('settings.stored.yesOrNo')),
  storedCap: capFault,
  storedOffers: offersFault,
  ownFrom: ownFault,
}
