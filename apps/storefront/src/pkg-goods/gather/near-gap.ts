import type { ProductsQuery } from '@jishi/contracts/shopfront/search.schema'
import type { Page } from '@jishi/contracts/primitives.schema'

/** First what closes the gap, the cheapest first; then what comes below it, the dearest first. */
export type Near = 'above' | 'below'

interface Asked {
  goods: Pick<ProductsQuery, 'offer' | 'coupon'>
  gapFen: number | null
  /** Where the list has come to; nothing at the beginning. */
  at: string | undefined
}

const SEPARATOR = ':'

const phaseOf = (at: string | undefined): { near: Near; cursor: string | undefined } => {
  if (at === undefined) return { near: 'above', cursor: undefined }
  const [near, cursor] = [at.slice(0, at.indexOf(SEPARATOR)), at.slice(at.indexOf(SEPARATOR) + 1)]
  return { near: near === 'below' ? 'below' : 'above', cursor: cursor === '' ? undefined : cursor }
}

/** What to ask the list of goods for; without a gap in money simply the cheapest first. */
export const gatherQuery = ({ goods, gapFen, at }: Asked): ProductsQuery => {
  const { near, cursor } = phaseOf(at)
  const query: ProductsQuery = { ...goods, inStock: true, cursor, sort: near === 'above' ? 'price_asc' : 'price_desc' }
  if (gapFen === null) return query
  return near === 'above' ? { ...query, priceFrom: gapFen } : { ...query, priceTo: gapFen - 1 }
}

/** Where the list goes on: in the same part, in the part below the gap, or nowhere. */
export const nextAt = (
  { gapFen, at }: Pick<Asked, 'gapFen' | 'at'>,
  { nextCursor }: Pick<Page<unknown>, 'nextCursor'>,
): string | null => {
  const { near } = phaseOf(at)
  if (nextCursor !== null) return `${near}${SEPARATOR}${nextCursor}`
  return near === 'above' && gapFen !== null && gapFen > 1 ? `below${SEPARATOR}` : null
}

/**
 * A page of such goods. Where the part that closes the gap ends on it, the part below begins on the same page: nothing, or
 * little, may cost as much, and a page that does not fill the screen is never scrolled to its end.
 */
export const pageNear = async <Item>(
  asked: Asked,
  ask: (query: ProductsQuery) => Promise<Page<Item>>,
): Promise<Page<Item>> => {
  const page = await ask(gatherQuery(asked))
  const next = nextAt(asked, page)
  if (page.nextCursor !== null || next === null) return { ...page, nextCursor: next }
  const goesOn = { ...asked, at: next }
  const below = await ask(gatherQuery(goesOn))
  return { items: [...page.items, ...below.items], nextCursor: nextAt(goesOn, below) }
}
