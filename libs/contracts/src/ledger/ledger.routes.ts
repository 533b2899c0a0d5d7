import type { FileReply, Page } from '../primitives.schema.js'
import { route, type RouteFacts } from '../route.js'
import type {
  LedgerExportBody,
  OwnedBalance,
  OwnedBalancesQuery,
  Period,
  PeriodQuery,
  StatementQuery,
  StatementRow,
  TrialBalance,
  TrialBalanceQuery,
} from './ledger.schema.js'

const look = {
  ...{ access: 'operator', owner: 'shop', load: 'admin', permission: 'ledger.read' },
  ...{ method: 'GET', idempotency: 'none', audit: 'none' },
} as const satisfies Partial<RouteFacts>

/** The ledger 账本: read only. Whoever knows a fact posts it, and no route writes one. */
export const ledgerRoutes = {
  /** Every account with its balance, now or at a moment. */
  trialBalance: route<{ query: TrialBalanceQuery; reply: TrialBalance }>({
    ...look,
    path: '/api/admin/ledger/trial-balance',
  }),
  /** Members' and promoters' own accounts of one code. */
  ownedBalances: route<{ query: OwnedBalancesQuery; reply: Page<OwnedBalance> }>({
    ...look,
    path: '/api/admin/ledger/balances',
  }),
  /** What moved one account, the newest first, with its running balance. */
  statement: route<{ query: StatementQuery; reply: Page<StatementRow> }>({
    ...look,
    path: '/api/admin/ledger/statement',
  }),
  /** Opening, debit, credit and closing of each account between two shop days, both included. */
  period: route<{ query: PeriodQuery; reply: Period }>({ ...look, path: '/api/admin/ledger/period' }),
  exported: route<{ body: LedgerExportBody; reply: FileReply }>({
    ...look,
    method: 'POST',
    path: '/api/admin/ledger/export',
    idempotency: 'required',
    audit: 'reveal',
    load: 'export',
    download: { types: ['text/csv'] },
  }),
}
