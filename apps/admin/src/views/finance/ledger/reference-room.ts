import type { StatementRow } from '@jishi/contracts/ledger/ledger.schema'
import type { RouteLocationRaw } from 'vue-router'

/** Where what was posted can be looked at: payments and refunds are found by their number, an order by its key. */
export const referenceRoom = ({
  kind,
  reference,
}: Pick<StatementRow, 'kind' | 'reference'>): RouteLocationRaw | undefined => {
  if (kind === 'order.received') return { name: 'order', params: { id: reference } }
  if (!/^[0-9A-Z]{20}$/.test(reference)) return undefined
  if (kind.startsWith('refund.')) return { name: 'refunds', query: { q: reference } }
  return { name: 'payments', query: { q: reference } }
}
