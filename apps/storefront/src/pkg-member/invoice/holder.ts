import type { TitleHolder } from '@jishi/contracts/invoice/invoice.schema'
import { INVOICE_LIMITS, TAX_NUMBER_FLAWS, type TitleKind } from '@jishi/contracts/invoice/invoice.terms'
import { asApiError, wordsOf } from '@/api'
import { t, type InvoiceKey } from './copy'

export interface HolderFields {
  kind: TitleKind
  title: string
  taxNo: string
}

export const noHolder = (): HolderFields => ({ kind: 'personal', title: '', taxNo: '' })

export const fieldsOf = (holder: TitleHolder): HolderFields => ({
  kind: holder.kind,
  title: holder.title,
  taxNo: holder.kind === 'company' ? holder.taxNo : '',
})

export const holderOf = ({ kind, title, taxNo }: HolderFields): TitleHolder =>
  kind === 'company' ? { kind, title: title.trim(), taxNo: taxNo.trim() } : { kind, title: title.trim() }

/** What is still to be filled in; how a tax number is built only the shop knows. */
export const gapOf = ({ kind, title, taxNo }: HolderFields): InvoiceKey | null => {
  if (title.trim() === '') return 'invoice.wrong.title'
  return kind === 'company' && taxNo.trim() === '' ? 'invoice.wrong.taxNo' : null
}

export const isEmail = (text: string): boolean =>
  text.length <= INVOICE_LIMITS.email && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)

/** What the shop found wrong, as precisely as it said. */
export const refusalOf = (error: unknown): string => {
  const { details } = asApiError(error)
  const said = typeof details === 'object' && details !== null ? (details as { flaw?: unknown; reason?: unknown }) : {}
  const flaw = TAX_NUMBER_FLAWS.find((known) => known === said.flaw)
  if (flaw) return t(`invoice.flaw.${flaw}`)
  return said.reason === 'LATELY' ? t('invoice.resendLately') : wordsOf(error)
}
