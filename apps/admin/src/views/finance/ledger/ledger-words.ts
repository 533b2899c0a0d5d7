import { ACCOUNT_CODES, ACCOUNT_KINDS, type AccountKind, type AccountOwner } from '@jishi/contracts/ledger/ledger.terms'
import { addShopDays, shopDay, type Instant } from '@jishi/kernel/time'
import { amountText } from '@/components/money'
import { calendarDay, oneOf, type FilterField } from '@/composables/list-address'
import { t } from '@/copy'
import { accountText } from '../finance-words'

const ownerField: FilterField = { read: (text) => (/^[0-9A-Za-z_:-]{1,64}$/.test(text) ? text : undefined) }
export const statementFilters = {
  account: oneOf(ACCOUNT_CODES),
  owner: ownerField,
  from: calendarDay,
  to: calendarDay,
}

/** A balance as an accountant says it: an amount and the side it stands on. */
export const balanceText = (balanceFen: number): string => {
  if (balanceFen === 0) return t('ledger.side.even')
  const side = balanceFen > 0 ? t('ledger.side.debit') : t('ledger.side.credit')
  return `${side} ${amountText(Math.abs(balanceFen))}`
}
export const sideText = (amountFen: number): string => (amountFen === 0 ? '' : amountText(amountFen))

export interface Owned {
  readonly account: string
  readonly owner: string
  readonly kind: AccountKind
  readonly ownedBy: AccountOwner | null
}
/** An account in words; members' and promoters' accounts stand for all of them. */
export const nameOf = ({ account, owner, ownedBy }: Owned): string => {
  if (ownedBy === 'member' || ownedBy === 'promoter') return `${accountText(account)} · ${t(`ledger.all.${ownedBy}`)}`
  return accountText(owner === '' ? account : `${account}:${owner}`)
}

/** Accounts under the headings of a chart; a heading without any is left out. */
export const byKind = <Row extends Owned>(rows: readonly Row[]): { kind: AccountKind; rows: Row[] }[] =>
  ACCOUNT_KINDS.map((kind) => ({ kind, rows: rows.filter((row) => row.kind === kind) })).filter(
    (group) => group.rows.length > 0,
  )

export interface Span {
  readonly from: string
  readonly to: string
}
/** Days an accountant asks for most, as the shop's calendar has them. */
export const usualSpans = (now: Instant): { key: 'day' | 'month' | 'lastMonth'; span: Span }[] => {
  const today = shopDay(now)
  const first = `${today.slice(0, 8)}01` as typeof today
  const endOfLast = addShopDays(first, -1)
  return [
    { key: 'day', span: { from: today, to: today } },
    { key: 'month', span: { from: first, to: today } },
    { key: 'lastMonth', span: { from: `${endOfLast.slice(0, 8)}01`, to: endOfLast } },
  ]
}
