import type { ProductForm } from '@jishi/contracts/catalog/catalog-editing.schema'
import type { SpuState } from '@jishi/contracts/catalog/catalog.terms'
import type { ProductConflict } from '@jishi/contracts/catalog/product-shelf.schema'
import { useQueryClient } from '@tanstack/vue-query'
import { computed, shallowRef, watch, type Ref } from 'vue'
import { api } from '@/api'
import { asApiError, type ApiError } from '@/api/api-error'
import { t } from '@/copy'
import { ElMessage } from '@/element'
import { differencesOf, type Difference, type Side } from './draft-merge'
import { draftOf } from './product-draft'
import { flawsOf } from './product-flaws'
import { deltasOf, fieldErrors, ProductWrites } from './save-product'
import { keptSkus } from './sku-matrix'
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

/** What somebody else saved meanwhile, beside what is typed here. */
export interface Conflict {
  readonly latest: ProductForm
  readonly savedBy: string | null
  readonly savedAt: string | null
  readonly differences: readonly Difference[]
}

/** The work in hand, and what is done when somebody else's save came in between. */
const useConflict = (work: ReturnType<typeof useDraft>) => {
  const conflict = shallowRef<Conflict | null>(null)
  const meet = async (error: ApiError): Promise<void> => {
    const told = (error.details ?? {}) as Partial<ProductConflict>
    const latest = await formOf(work.id.value ?? '')
    const differences = differencesOf({ base: work.base(), mine: work.draft.value, theirs: draftOf(latest) })
    conflict.value = { latest, savedBy: told.savedBy ?? null, savedAt: told.savedAt ?? null, differences }
  }
  const merge = (sides: Readonly<Record<string, Side>>): void => {
    if (conflict.value !== null) work.mergeOnto(conflict.value.latest, sides)
    conflict.value = null
  }
  /** The other's version is shown; mine stays in this browser and is offered at once. */
  const takeTheirs = (): void => {
    if (conflict.value === null) return
    work.keep()
    work.show(conflict.value.latest)
    work.look()
    conflict.value = null
  }
  return { conflict, meet, merge, takeTheirs }
}

/** Sends what is typed: the product, then what came to or went from its stock. */
const useSending = (work: ReturnType<typeof useDraft>, asked: () => ReadonlySet<string> | undefined) => {
  const queries = useQueryClient()
  const writes = new ProductWrites()
  const { id, version, draft, show, discard } = work
  /** Pieces that could not be booked stay where they were typed. */
  const typeAgain = (deltas: readonly number[]): void => {
    keptSkus(draft.value.options, draft.value.skus).forEach((row, at) => {
      row.delta = deltas[at] ? String(deltas[at]) : ''
    })
  }
  return async (): Promise<void> => {
    const deltas = deltasOf(draft.value)
    const savedId = await writes.save(draft.value, asked(), { id: id.value, version: version.value })
    // What was kept for a new product belongs to no product from here on.
    discard()
    id.value = savedId
    const failed = await writes.adjust(await formOf(savedId), deltas).then(() => undefined, asApiError)
    show(await formOf(savedId))
    discard()
    if (failed !== undefined) {
      tellStockFailed(failed)
      typeAgain(deltas)
    }
    void queries.invalidateQueries({ queryKey: ['products'] })
  }
}

/** What is wrong, by field. What was found here and is mended since is told no more; what the server said stays. */
const useErrors = (work: ReturnType<typeof useDraft>, state: Ref<SpuState>) => {
  const errors = shallowRef(new Map<string, string>())
  const foundHere = shallowRef(false)
  const tell = (found: Map<string, string>, here = false): void => {
    errors.value = found
    foundHere.value = here
  }
  /** Answers whether the draft is sound as far as can be said here. */
  const check = (): boolean => {
    tell(flawsOf(work.draft.value, state.value), true)
    return errors.value.size === 0
  }
  watch(
    work.draft,
    (draft) => {
      if (!foundHere.value || errors.value.size === 0) return
      const still = flawsOf(draft, state.value)
      errors.value = new Map(
        [...errors.value.keys()].flatMap((path) => {
          const text = still.get(path)
          return text === undefined ? [] : [[path, text] as const]
        }),
      )
    },
    { deep: true },
  )
  return { errors, tell, check }
}

/**
 * A product while it is edited: what it was, what it shall be, and the way there. `asked` answers the attributes of the
 * chosen category, undefined while they are not known.
 */
export const useProductEditor = (given: string | undefined, asked: () => ReadonlySet<string> | undefined) => {
  const work = useDraft(given)
  const { id, form, draft, dirty, found, show, look, discard, restore } = work
  const failure = shallowRef<ApiError | null>(null)
  const busy = shallowRef(false)
  const loading = shallowRef(given !== undefined)
  const state = computed<SpuState>(() => form.value?.state ?? 'draft')
  const { errors, tell, check } = useErrors(work, state)
  const write = useSending(work, asked)
  const { conflict, meet, merge, takeTheirs } = useConflict(work)

  const load = async (): Promise<void> => {
    failure.value = null
    tell(new Map())
    try {
      if (id.value !== undefined) show(await formOf(id.value))
      look()
    } catch (error) {
      failure.value = asApiError(error)
    } finally {
      loading.value = false
    }
  }
  const refuse = async (error: ApiError): Promise<void> => {
    tell(fieldErrors(error))
    if (error.code !== 'VERSION_CONFLICT') tellRefusal(error, errors.value)
    else await meet(error).catch((lost: unknown) => tellRefusal(asApiError(lost), errors.value))
  }
  /** Answers whether it was saved. */
  const save = async (): Promise<boolean> => {
    if (busy.value) return false
    if (!check()) {
      tellFlaws(errors.value)
      return false
    }
    busy.value = true
    const refused = await write().then(() => undefined, asApiError)
    if (refused !== undefined) await refuse(refused)
    busy.value = false
    return refused === undefined
  }
  const held = { id, form, state, dirty, loading, busy, failure, draft, errors, conflict, found }
  return { ...held, load, save, restore, discard, merge, takeTheirs }
}
