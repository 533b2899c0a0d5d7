import type { AdminProduct } from '@jishi/contracts/catalog/catalog.schema'
import {
  ADMIN_PRODUCT_SORTS,
  PRODUCT_LIST_STATES,
  type AdminProductSort,
  type ProductListState,
  type SpuState,
} from '@jishi/contracts/catalog/catalog.terms'
import type { StateTab } from '@/components/state-tabs.vue'
import { oneOf, uuid, words } from '@/composables/list-address'
import { t } from '@/copy'

export const MAX_QUERY = 60
export const productFilters = {
  state: oneOf(PRODUCT_LIST_STATES),
  category: uuid,
  brand: uuid,
  tag: uuid,
  q: words(MAX_QUERY),
  sort: oneOf(ADMIN_PRODUCT_SORTS),
  stock: oneOf(['low'] as const),
  shelf: oneOf(['refused'] as const),
}
export const sortText = (sort: AdminProductSort): string => t(`product.sort.${sort}`)

export const stateTones: Record<SpuState, 'brand' | 'fresh' | 'gold' | 'quiet'> = {
  draft: 'gold',
  scheduled: 'brand',
  on_shelf: 'fresh',
  off_shelf: 'quiet',
}
export const stateText = (state: ProductListState): string => t(`products.state.${state}`)

const TABS = ['on_shelf', 'scheduled', 'off_shelf', 'draft', 'recycled'] as const
export const productTabs = (counts: Record<ProductListState, number> | undefined): StateTab<ProductListState>[] => [
  { value: undefined, label: t('products.all') },
  ...TABS.map((state) => ({ value: state, label: stateText(state), count: counts?.[state] })),
]

export const soldOut = ({ state, available }: AdminProduct): boolean => state === 'on_shelf' && available <= 0

/** Where shoppers see it. */
export const shopAddress = (id: string): string => `/pkg-goods/product/product?id=${id}`
/** Where whoever holds the pass sees it before that. */
export const previewAddress = (id: string, pass: string): string =>
  `${shopAddress(id)}&preview=${encodeURIComponent(pass)}`
