import { financeZh } from './finance-zh'
import { incidentsZh } from './incidents-zh'
import { ledgerZh } from './ledger-zh'
import { invoicesZh } from './invoices-zh'
import { payoutReasonsZh } from './payout-reasons-zh'
import { payoutsZh } from './payouts-zh'
import { reconDeskZh } from './recon-desk-zh'
import { reconciliationZh } from './reconciliation-zh'
import { storedZh } from './stored-zh'

/** The words of everything about money, each part in a file of its own. */
export const moneyZh = {
  ...financeZh,
  ...incidentsZh,
  ...ledgerZh,
  ...invoicesZh,
  ...payoutReasonsZh,
  ...payoutsZh,
  ...reconDeskZh,
  ...reconciliationZh,
  ...storedZh,
} as const
