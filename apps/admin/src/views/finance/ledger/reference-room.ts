import type { StatementRow } from '@jishi/contracts/ledger/ledger.schema'
import type { RouteLocationRaw } from 'vue-router'
import { t } from '@/copy'
import { groupedNo } from '@/views/order/order-words'

type Referring = Pick<StatementRow, 'kind' | 'reference'>
const isNumber = (reference: string): boolean => /^[0-9A-Z]{20}$/.test(reference)

/** Where what was posted can be looked at: payments, refunds and payouts by their number, an order by its key, bills in their room. */
export const referenceRoom = ({ kind, reference }: Referring): RouteLocationRaw | undefined => {
  if (kind === 'order.received') return { name: 'order', params: { id: reference } }
  if (kind === 'bill.settled') return { name: 'reconciliation' }
  if (kind === 'bill.adjusted') return { name: 'recon-differences', query: { state: 'resolved' } }
  if (!isNumber(reference)) return undefined
  if (kind.startsWith('payout.')) return { name: 'payouts', query: { payoutNo: reference } }
  if (kind.startsWith('refund.')) return { name: 'refunds', query: { q: reference } }
  return { name: 'payments', query: { q: reference } }
}

/** A number as people read it; a key that nobody reads is told by its end, or by what it leads to. */
export const referenceText = ({ kind, reference }: Referring): string => {
  if (isNumber(reference)) return groupedNo(reference)
  if (kind === 'order.received') return t('finance.toOrder')
  if (kind.startsWith('bill.')) return t('recon.title')
  return `…${reference.slice(-8)}`
}
