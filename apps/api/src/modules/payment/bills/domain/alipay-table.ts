import { BillUnreadable } from './bill.js'
import { billFenOf, wholeNumberOf } from './bill-text.js'

/** Every cell ends with a tab, behind which the comma parts it from the next. */
export const alipayCellsOf = (record: string): string[] => record.replace(/\t$/, '').split('\t,')

/** The lines between the header and the last comment that ends a table, and the comments behind it. */
export const alipayTableOf = (text: string, header: string, end: string): { body: string[]; comments: string[] } => {
  if (!text.endsWith('\r\n')) throw new BillUnreadable('form', 'no whole file')
  const lines = text.slice(0, -2).split('\r\n')
  const from = lines.indexOf(header)
  const to = lines.findLastIndex((line) => line.startsWith('#--') && line.includes(end))
  if (from < 0 || to < from) throw new BillUnreadable('form', 'other columns')
  return { body: lines.slice(from + 1, to), comments: lines.slice(to + 1) }
}

export const alipayFootOf = (comments: readonly string[], pattern: RegExp): { count: number; fen: number } => {
  const found = comments.map((line) => pattern.exec(line)).find((match) => match !== null)
  if (found === undefined) throw new BillUnreadable('form', 'no sums')
  return { count: wholeNumberOf(found[1] ?? ''), fen: billFenOf(found[2] ?? '') }
}
