import { financeEn } from './finance-en'
import { invoicesEn } from './invoices-en'
import type { moneyZh } from './money-zh'
import { payoutsEn } from './payouts-en'
import { reconciliationEn } from './reconciliation-en'

export const moneyEn: Record<keyof typeof moneyZh, string> = {
  ...financeEn,
  ...invoicesEn,
  ...payoutsEn,
  ...reconciliationEn,
}
