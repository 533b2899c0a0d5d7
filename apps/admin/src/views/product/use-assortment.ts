import type { Attribute } from '@jishi/contracts/catalog/assortment.schema'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { api } from '@/api'
import { ActionKey } from '@/api/action-key'
import { useSession } from '@/stores/session'

/** Brands, tags and freight templates to choose from, and the making of new brands and tags on the spot. */
export const useAssortment = () => {
  const queries = useQueryClient()
  const brands = useQuery({ queryKey: ['brands'], queryFn: () => api.assortment.brands() })
  const tags = useQuery({ queryKey: ['tags'], queryFn: () => api.assortment.tags() })
  const templates = useQuery({
    queryKey: ['freight-templates'],
    queryFn: () => api.freight.freightTemplates(),
    enabled: useSession().can('freight.read'),
  })
  const keys = { brand: new ActionKey(), tag: new ActionKey() }

  const addBrand = async (name: string): Promise<string> => {
    const body = { name, logoId: null, story: '' }
    const { id } = await api.assortment.addBrand({ body, idempotencyKey: keys.brand.of(body) })
    keys.brand.answered()
    await queries.invalidateQueries({ queryKey: ['brands'] })
    return id
  }
  const addTag = async (name: string): Promise<string> => {
    const body = { name, shown: true }
    const { id } = await api.assortment.addTag({ body, idempotencyKey: keys.tag.of(body) })
    keys.tag.answered()
    await queries.invalidateQueries({ queryKey: ['tags'] })
    return id
  }
  return {
    brands: computed(() => brands.data.value?.items ?? []),
    tags: computed(() => tags.data.value?.items ?? []),
    templates: computed(() => templates.data.value?.items ?? []),
    addBrand,
    addTag,
  }
}

/** What products of a category are asked: its own attributes and those it inherits; undefined while it is not known. */
export const useAttributes = (categoryId: () => string): ComputedRef<readonly Attribute[] | undefined> => {
  const query = useQuery({
    queryKey: computed(() => ['attributes', categoryId()]),
    queryFn: () => api.assortment.attributes({ params: { id: categoryId() } }),
    enabled: computed(() => categoryId() !== ''),
  })
  return computed(() => query.data.value?.items)
}
