import type { TitleKind } from '@jishi/contracts/invoice/invoice.terms'

/** A company's name is public; of a person's the first sign is shown. */
export const maskedTitle = (kind: TitleKind, title: string): string =>
  kind === 'company' ? title : `${[...title][0] ?? ''}**`

/** Enough to tell two apart, too little to use: some numbers hold a citizen's. */
export const maskedTaxNumber = (taxNo: string): string => `${taxNo.slice(0, 4)}****${taxNo.slice(-2)}`

export const maskedEmail = (email: string): string => {
  const at = email.lastIndexOf('@')
  return `${email.slice(0, 1)}***${email.slice(at)}`
}
