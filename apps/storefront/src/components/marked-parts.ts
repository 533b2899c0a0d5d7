import type { Marks } from '@jishi/contracts/shopfront/search.schema'

export interface MarkedPart {
  text: string
  on: boolean
}

/** A text cut at its marks, in order; marks that lie outside it or over one another are left out. */
export const markedParts = (text: string, marks: Marks): MarkedPart[] => {
  const parts: MarkedPart[] = []
  let at = 0
  for (const [from, to] of marks) {
    if (from < at || to <= from || to > text.length) continue
    if (from > at) parts.push({ text: text.slice(at, from), on: false })
    parts.push({ text: text.slice(from, to), on: true })
    at = to
  }
  if (at < text.length) parts.push({ text: text.slice(at), on: false })
  return parts
}
