import type { ProductFilters } from '@jishi/contracts/shopfront/search.schema'
import { plainText, stampOf } from '../domain/plain-text.js'
import type { SearchFilters } from './search-port.js'

const idsOf = (joined: string | undefined): string[] | undefined => {
  const ids = [
    ...new Set(
      (joined ?? '')
        .toLowerCase()
        .split(',')
        .filter((id) => id !== ''),
    ),
  ].sort()
  return ids.length === 0 ? undefined : ids
}

export const filtersOf = (query: ProductFilters): SearchFilters => ({
  categoryId: query.category,
  brandIds: idsOf(query.brand),
  valueIds: idsOf(query.values),
  tagId: query.tag,
  priceFromFen: query.priceFrom,
  priceToFen: query.priceTo,
  inStock: query.inStock,
  offerId: query.offer,
  couponTemplateId: query.coupon,
})

/** What a cursor is bound to: the same filters and the same words, however they were written. */
export const stampOfList = (query: ProductFilters): string =>
  stampOf(JSON.stringify([filtersOf(query), plainText(query.q ?? '')]))
