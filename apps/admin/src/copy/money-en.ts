import { financeEn } from './finance-en'
import { incidentsEn } from './incidents-en'
import { ledgerEn } from './ledger-en'
import { invoicesEn } from './invoices-en'
import type { moneyZh } from './money-zh'
import { payoutReasonsEn } from './payout-reasons-en'
import { payoutsEn } from './payouts-en'
import { reconDeskEn } from './recon-desk-en'
import { reconciliationEn } from './reconciliation-en'
import { storedEn } from './stored-en'

export const moneyEn: Record<keyof typeof moneyZh, string> = {
  ...financeEn,
  ...incidentsEn,
  ...ledgerEn,
  ...invoicesEn,
  ...payoutReasonsEn,
  ...payoutsEn,
  ...reconDeskEn,
  ...reconciliationEn,
  ...storedEn,
}
