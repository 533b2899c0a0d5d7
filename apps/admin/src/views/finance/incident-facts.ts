import type { AdminIncident } from '@jishi/contracts/payment/finance.schema'
import { yuanText } from '@/components/money'
import { t, type CopyKey } from '@/copy'
import { zh } from '@/copy/zh'
import { groupedNo } from '@/views/order/order-words'
import { isWallet, walletText } from './finance-words'

interface Fact {
  readonly name: string
  readonly text: string
}
type Told = AdminIncident['details']

const wordOr = (key: string, otherwise: string): string => (key in zh ? t(key as CopyKey) : otherwise)
const walletName = (wallet = ''): string => (isWallet(wallet) ? walletText(wallet) : wallet)
const nameOf = (field: string): string => wordOr(`incident.field.${field}`, field)

/** Values that are codes of ours, by the field they stand in: what is put before them to find their words. */
const CODED: Readonly<Record<string, string>> = {
  ...{ source: 'finance.evidence', answer: 'incident.answer', ended: 'payouts.state', reason: 'incident.reason' },
  ...{ verdict: 'recon.kind', kind: 'recon.kind', problem: 'recon.problem', missing: 'incident.missing' },
  channelSaid: 'recon.said',
}
const NUMBERS: readonly string[] = ['attemptNo', 'closed']
/** Told by their own line, or beside what they are the expectation of. */
const ELSEWHERE = /^(?:differing|expected[A-Z]\w*)$/
const AMOUNTS: readonly string[] = ['amountFen', 'billFen', 'ownFen', 'flowFen', 'bookedFen']

const valueText = (field: string, value: unknown): string => {
  if (typeof value === 'number' && field.endsWith('Fen')) return yuanText(value)
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value)
  if (NUMBERS.includes(field)) return groupedNo(text)
  const words = CODED[field]
  return words === undefined ? text : wordOr(`${words}.${text}`, text)
}

const factOf = (details: Told, field: string): Fact => {
  const text = valueText(field, details[field])
  const wanted = details[`expected${field.charAt(0).toUpperCase()}${field.slice(1)}`]
  const differs = wanted !== undefined && wanted !== details[field]
  return {
    name: nameOf(field),
    text: differs ? t('incident.andExpected', { value: text, expected: valueText(field, wanted) }) : text,
  }
}

const FILE = /^(bill|flow):(wechat|alipay|unionpay):[^:]*:(\d{4}-\d{2}-\d{2})$/
/** What an incident is about: a number as people read it, a day's bill, or a wallet. */
export const aboutText = (reference: string): string => {
  const [, file, wallet, day] = FILE.exec(reference) ?? []
  if (day !== undefined) return `${walletName(wallet)} ${day} ${t(file === 'bill' ? 'recon.bill' : 'recon.flow')}`
  return isWallet(reference) ? walletName(reference) : groupedNo(reference)
}

/** What was told of an incident, one field a line; amounts that stand over it already are left out. */
export const incidentFacts = ({ details, amounts }: Pick<AdminIncident, 'details' | 'amounts'>): Fact[] =>
  Object.keys(details)
    .filter((field) => !ELSEWHERE.test(field) && !(amounts !== null && AMOUNTS.includes(field)))
    .filter((field) => details[field] !== null && details[field] !== '')
    .map((field) => factOf(details, field))

/** What came, what was expected, and how much lies between; or which fields are not ours. Undefined where nothing is compared. */
export const comparedText = ({ details, amounts }: Pick<AdminIncident, 'details' | 'amounts'>): string | undefined => {
  if (amounts !== null && amounts.cameFen !== amounts.expectedFen) return amountsText(amounts)
  const { differing } = details
  if (!Array.isArray(differing) || differing.length === 0) return undefined
  const names = differing.map((field) => nameOf(String(field))).join(t('product.and'))
  return t('incident.differs', { names })
}

const amountsText = ({ cameFen, expectedFen }: NonNullable<AdminIncident['amounts']>): string => {
  const way = cameFen > expectedFen ? 'incident.more' : 'incident.less'
  const parts = [
    t('incident.came', { amount: yuanText(cameFen) }),
    t('incident.expected', { amount: yuanText(expectedFen) }),
    t(way, { amount: yuanText(Math.abs(cameFen - expectedFen)) }),
  ]
  return parts.join(t('incident.parted'))
}
