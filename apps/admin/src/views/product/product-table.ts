import type { Column } from '@/components/data-table.vue'
import type { Chip } from '@/components/filter-chips.vue'
import type { FilterValues } from '@/composables/list-address'
import { t } from '@/copy'
import type { productFilters } from './product-words'

type Filters = FilterValues<typeof productFilters>
type Named = readonly { readonly id: string; readonly name: string }[]

/** What each tab tells: in the bin since when, by weight how heavy, elsewhere what can be sold. */
export const columnsOf = ({ state, sort }: Filters, mayWrite: boolean): Column[] => [
  ...(mayWrite ? [{ key: 'pick', label: '' }] : []),
  { key: 'name', label: t('products.name') },
  { key: 'category', label: t('products.category'), spare: true },
  { key: 'price', label: t('products.price'), align: 'end' },
  ...(sort === 'weight' ? [{ key: 'weight', label: t('product.sortWeight'), align: 'end' } as const] : []),
  { key: 'stock', label: t('products.stock'), align: 'end', spare: true },
  { key: 'available', label: t('products.available'), align: 'end' },
  { key: 'sold', label: t('products.sold'), align: 'end' },
  state === 'recycled'
    ? { key: 'binned', label: t('products.binnedAt') }
    : { key: 'state', label: t('products.state') },
]

/** What narrows the list, each to be taken off; a name that is not known (yet) is told by what it is. */
export const chipsOf = (filters: Filters, names: Record<'category' | 'brand' | 'tag', Named>): Chip[] => {
  const named = (key: keyof typeof names, what: string): Chip[] => {
    const id = filters[key]
    return id === undefined ? [] : [{ key, text: names[key].find((one) => one.id === id)?.name ?? what }]
  }
  return [
    ...(filters.q === undefined ? [] : [{ key: 'q', text: filters.q }]),
    ...(filters.stock === undefined ? [] : [{ key: 'stock', text: t('product.lowStock') }]),
    ...(filters.shelf === undefined ? [] : [{ key: 'shelf', text: t('workbench.todo.shelfRefused') }]),
    ...named('category', t('products.category')),
    ...named('brand', t('product.brand')),
    ...named('tag', t('product.tags')),
  ]
}
