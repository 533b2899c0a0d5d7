import type { SpuState } from '@jishi/contracts/catalog/catalog.terms'
import { useQueryClient } from '@tanstack/vue-query'
import { computed, shallowRef } from 'vue'
import { api } from '@/api'
import { asApiError, type ApiError } from '@/api/api-error'
import { t } from '@/copy'
import { ElMessage } from '@/element'
import { flawsOf } from './product-draft'
import { deltasOf, fieldErrors, ProductWrites } from './save-product'
import { useDraft } from './use-draft'
import { shelfRefusal } from './use-shelf'

const tellFlaws = (errors: ReadonlyMap<string, string>) => ElMessage.error(t('product.flaw.some', { n: errors.size }))
const tellStockFailed = (error: unknown): void => {
  ElMessage.error(t('product.stockFailed', { why: asApiError(error).message }))
}
const tellRefusal = (error: ApiError, errors: ReadonlyMap<string, string>): void => {
  if (errors.size > 0) tellFlaws(errors)
  else ElMessage.error(shelfRefusal(error))
}

const formOf = (id: string) => api.shopfront.productForm({ params: { id } })

/** A product while it is edited: what it was, what it shall be, and the way there. */
export const useProductEditor = (given: string | undefined) => {
  const queries = useQueryClient()
  const { id, form, draft, dirty, found, show, look, discard, restore } = useDraft(given)
  const errors = shallowRef(new Map<string, string>())
  const failure = shallowRef<ApiError | null>(null)
  const conflict = shallowRef(false)
  const busy = shallowRef(false)
  const loading = shallowRef(given !== undefined)
  const state = computed<SpuState>(() => form.value?.state ?? 'draft')
  const writes = new ProductWrites()

  const load = async (): Promise<void> => {
    failure.value = null
    errors.value = new Map()
    try {
      if (id.value !== undefined) show(await formOf(id.value))
      look()
    } catch (error) {
      failure.value = asApiError(error)
    } finally {
      loading.value = false
    }
  }
  const write = async (version: number | undefined): Promise<void> => {
    const deltas = deltasOf(draft.value)
    const savedId = await writes.save(draft.value, id.value, version)
    // What was kept for a new product belongs to no product from here on.
    discard()
    id.value = savedId
    await writes.adjust(await formOf(savedId), deltas).catch(tellStockFailed)
    show(await formOf(savedId))
    discard()
    void queries.invalidateQueries({ queryKey: ['products'] })
  }
  const refuse = (error: ApiError): void => {
    errors.value = fieldErrors(error)
    if (error.code === 'VERSION_CONFLICT') conflict.value = true
    else tellRefusal(error, errors.value)
  }
  /** Answers whether it was saved. `over`: the version to save over, where it is not the one that was opened. */
  const save = async (over?: number): Promise<boolean> => {
    if (busy.value) return false
    errors.value = flawsOf(draft.value)
    if (errors.value.size > 0) {
      tellFlaws(errors.value)
      return false
    }
    busy.value = true
    const refused = await write(over ?? form.value?.version).then(() => undefined, asApiError)
    busy.value = false
    if (refused !== undefined) refuse(refused)
    return refused === undefined
  }
  const held = { id, state, dirty, loading, busy, failure, draft, errors, conflict, found }
  return { ...held, load, save, restore, discard }
}
