import type { ProductSort } from '@jishi/contracts/catalog/catalog.terms'
import { PRODUCT_SORTS } from '@jishi/contracts/catalog/catalog.terms'
import type { ProductFacets, ProductFilters } from '@jishi/contracts/shopfront/search.schema'
import { shortYuan } from '@/composables/words'
import { t } from '../words/copy'

/** What somebody narrowed a list to. Prices are whole fen. */
export interface Filters {
  q: string
  category: string
  /** What the page was opened for, as its name: a category, a brand, a tag. */
  title: string
  brands: string[]
  values: string[]
  tag: string
  /** The template of a coupon whose goods are listed. */
  coupon: string
  priceFrom: number | null
  priceTo: number | null
  inStock: boolean
  sort: ProductSort
}

export const NO_FILTERS: Filters = {
  q: '',
  category: '',
  title: '',
  brands: [],
  values: [],
  tag: '',
  coupon: '',
  priceFrom: null,
  priceTo: null,
  inStock: false,
  sort: 'relevance',
}

type Query = Readonly<Record<string, string | undefined>>

const idsIn = (text: string | undefined): string[] =>
  (text ?? '').split(',').filter((id) => /^[0-9a-f-]{36}$/i.test(id))
const idIn = (text: string | undefined): string => idsIn(text)[0] ?? ''
const fenIn = (text: string | undefined): number | null => (/^\d{1,9}$/.test(text ?? '') ? Number(text) : null)

/** Reads an address; whatever in it is not ours is as if it were not there. */
export const filtersOf = (query: Query): Filters => ({
  q: (query.q ?? '').trim(),
  category: idIn(query.category),
  title: query.title ?? '',
  brands: idsIn(query.brand),
  values: idsIn(query.values),
  tag: idIn(query.tag),
  coupon: idIn(query.coupon),
  priceFrom: fenIn(query.priceFrom),
  priceTo: fenIn(query.priceTo),
  inStock: query.inStock === 'true',
  sort: PRODUCT_SORTS.find((sort) => sort === query.sort) ?? 'relevance',
})

/** What the server is asked, and what stands in the address. */
export const askOf = (filters: Filters): ProductFilters => ({
  q: filters.q || undefined,
  category: filters.category || undefined,
  brand: filters.brands.join(',') || undefined,
  values: filters.values.join(',') || undefined,
  tag: filters.tag || undefined,
  coupon: filters.coupon || undefined,
  priceFrom: filters.priceFrom ?? undefined,
  priceTo: filters.priceTo ?? undefined,
  inStock: filters.inStock || undefined,
})

export const addressOf = (filters: Filters): Record<string, string> => {
  const address: Record<string, string> = {}
  const asked = askOf(filters) as Record<string, string | number | boolean | undefined>
  for (const key of Object.keys(asked)) if (asked[key] !== undefined) address[key] = String(asked[key])
  if (filters.title) address.title = filters.title
  if (filters.sort !== 'relevance') address.sort = filters.sort
  return address
}

const without = (ids: readonly string[], id: string): string[] => ids.filter((other) => other !== id)
export const toggled = (ids: readonly string[], id: string): string[] =>
  ids.indexOf(id) >= 0 ? without(ids, id) : [...ids, id]

export interface Chip {
  key: string
  name: string
  /** What is left when this is taken away. */
  rest: Filters
}

const priceName = ({ priceFrom, priceTo }: Filters): string => {
  if (priceFrom !== null && priceTo !== null)
    return t('filter.between', { from: shortYuan(priceFrom), to: shortYuan(priceTo) })
  if (priceTo !== null) return t('filter.upTo', { to: shortYuan(priceTo) })
  return t('filter.from', { from: shortYuan(priceFrom ?? 0) })
}

const namesIn = (facets: ProductFacets): Record<string, string> => {
  const names: Record<string, string> = {}
  for (const { id, name } of facets.brands) names[id] = name
  for (const { values } of facets.attributes) for (const { id, name } of values) names[id] = name
  return names
}

/** What was chosen, one by one. A name that the shop no longer tells is shown as such and can still be taken away. */
export const chipsOf = (filters: Filters, facets: ProductFacets | null): Chip[] => {
  const names = facets ? namesIn(facets) : {}
  const named = (id: string): string => names[id] ?? t('filter.one')
  const chips: Chip[] = [
    ...filters.brands.map((id) => ({
      key: id,
      name: named(id),
      rest: { ...filters, brands: without(filters.brands, id) },
    })),
    ...filters.values.map((id) => ({
      key: id,
      name: named(id),
      rest: { ...filters, values: without(filters.values, id) },
    })),
  ]
  if (filters.priceFrom !== null || filters.priceTo !== null)
    chips.push({ key: 'price', name: priceName(filters), rest: { ...filters, priceFrom: null, priceTo: null } })
  if (filters.inStock) chips.push({ key: 'stock', name: t('list.inStock'), rest: { ...filters, inStock: false } })
  return chips
}

/** The list as it was before anything was narrowed: what was searched for and where stays. */
export const unfiltered = (filters: Filters): Filters => ({
  ...filters,
  brands: [],
  values: [],
  priceFrom: null,
  priceTo: null,
  inStock: false,
})

export const filterCount = (filters: Filters): number =>
  filters.brands.length +
  filters.values.length +
  (filters.priceFrom !== null || filters.priceTo !== null ? 1 : 0) +
  (filters.inStock ? 1 : 0)

/** '19.9' → 1990; nothing for what is no price. The lesser of two prices is the lower end, however they were written. */
export const fenOf = (text: string): number | null =>
  /^\d{1,6}(?:\.\d{1,2})?$/.test(text.trim()) ? Math.round(Number(text.trim()) * 100) : null

export const inOrder = (from: number | null, to: number | null): [number | null, number | null] =>
  from !== null && to !== null && from > to ? [to, from] : [from, to]
