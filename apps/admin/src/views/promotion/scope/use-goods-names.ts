import type { GoodsNames } from '@jishi/contracts/catalog/goods-names.schema'
import { MAX_NAMED_AT_ONCE } from '@jishi/contracts/catalog/catalog.terms'
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/api'

export type NamedProduct = GoodsNames['products'][number]
export type NamedSku = GoodsNames['skus'][number]

const parts = (ids: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(ids.length / MAX_NAMED_AT_ONCE) }, (_, at) =>
    ids.slice(at * MAX_NAMED_AT_ONCE, (at + 1) * MAX_NAMED_AT_ONCE),
  )
const joined = (ids: readonly string[]): string | undefined => (ids.length === 0 ? undefined : ids.join(','))

const ask = async (products: readonly string[], skus: readonly string[]): Promise<GoodsNames> => {
  const answers = await Promise.all([
    ...parts(products).map((ids) => api.goodsNames.names({ query: { products: joined(ids) } })),
    ...parts(skus).map((ids) => api.goodsNames.names({ query: { skus: joined(ids) } })),
  ])
  return { products: answers.flatMap((one) => one.products), skus: answers.flatMap((one) => one.skus) }
}

/** Names and pictures of goods that a form knows by id only. */
export const useGoodsNames = (products: () => readonly string[], skus: () => readonly string[] = () => []) => {
  const query = useQuery({
    queryKey: computed(() => ['goods-names', products(), skus()]),
    queryFn: () => ask(products(), skus()),
    enabled: computed(() => products().length + skus().length > 0),
    placeholderData: keepPreviousData,
  })
  const byProduct = computed(() => new Map((query.data.value?.products ?? []).map((one) => [one.id, one])))
  const bySku = computed(() => new Map((query.data.value?.skus ?? []).map((one) => [one.id, one])))
  return {
    product: (id: string): NamedProduct | undefined => byProduct.value.get(id),
    sku: (id: string): NamedSku | undefined => bySku.value.get(id),
  }
}
