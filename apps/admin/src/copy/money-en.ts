import { financeEn } from './finance-en'
import { invoicesEn } from './invoices-en'
import type { moneyZh } from './money-zh'
import { reconciliationEn } from './reconciliation-en'

export const moneyEn: Record<keyof typeof moneyZh, string> = {
  ...financeEn,
  ...invoicesEn,
  ...reconciliationEn,
}
