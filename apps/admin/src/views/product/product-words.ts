import type { AdminProduct } from '@jishi/contracts/catalog/catalog.schema'
import {
  ADMIN_PRODUCT_SORTS,
  SPU_STATES,
  type AdminProductSort,
  type SpuState,
} from '@jishi/contracts/catalog/catalog.terms'
import type { StateTab } from '@/components/state-tabs.vue'
import { oneOf, uuid, words } from '@/composables/list-address'
import { t } from '@/copy'

export const MAX_QUERY = 60
export const productFilters = {
  state: oneOf(SPU_STATES),
  category: uuid,
  q: words(MAX_QUERY),
  sort: oneOf(ADMIN_PRODUCT_SORTS),
  stock: oneOf(['low'] as const),
}
export const sortText = (sort: AdminProductSort): string => t(`product.sort.${sort}`)

export const stateTones: Record<SpuState, 'fresh' | 'gold' | 'quiet'> = {
  draft: 'gold',
  on_shelf: 'fresh',
  off_shelf: 'quiet',
}
export const stateText = (state: SpuState): string => t(`products.state.${state}`)

export const productTabs = (): StateTab<SpuState>[] => [
  { value: undefined, label: t('products.all') },
  ...(['on_shelf', 'off_shelf', 'draft'] as const).map((state) => ({ value: state, label: stateText(state) })),
]

export const soldOut = ({ state, available }: AdminProduct): boolean => state === 'on_shelf' && available <= 0
