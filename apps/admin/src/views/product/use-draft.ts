import type { ProductForm } from '@jishi/contracts/catalog/catalog-editing.schema'
import { computed, onBeforeUnmount, onMounted, ref, shallowRef, watch } from 'vue'
import { keptDraft, type KeptDraft } from './kept-draft'
import { draftOf, emptyDraft, type Draft } from './product-draft'
import { matrixOf, unknownRows } from './sku-matrix'

const KEEP_AFTER_MS = 800

/** What is typed, what it began from, and the safety copy of it in this browser. */
export const useDraft = (given: string | undefined) => {
  const id = shallowRef(given)
  const form = shallowRef<ProductForm | null>(null)
  const draft = ref<Draft>(emptyDraft())
  const untouched = shallowRef(JSON.stringify(draft.value))
  const found = shallowRef<KeptDraft | undefined>()
  const dirty = computed(() => JSON.stringify(draft.value) !== untouched.value)
  const safe = () => keptDraft(id.value ?? 'new')
  let timer: ReturnType<typeof setTimeout> | undefined

  watch(
    () => draft.value.options,
    () => draft.value.skus.push(...unknownRows(matrixOf(draft.value.options, draft.value.skus), draft.value.skus)),
    { deep: true },
  )
  const keep = (): void => {
    clearTimeout(timer)
    if (dirty.value)
      safe().write({ at: new Date().toISOString(), version: form.value?.version ?? 0, draft: draft.value })
  }
  watch(
    draft,
    () => {
      clearTimeout(timer)
      timer = setTimeout(keep, KEEP_AFTER_MS)
    },
    { deep: true },
  )
  // A tab that is closed or loaded anew keeps what was typed a moment ago.
  onMounted(() => globalThis.addEventListener('pagehide', keep))
  onBeforeUnmount(() => {
    globalThis.removeEventListener('pagehide', keep)
    clearTimeout(timer)
  })

  const show = (shown: ProductForm): void => {
    clearTimeout(timer)
    form.value = shown
    draft.value = draftOf(shown)
    untouched.value = JSON.stringify(draft.value)
  }
  const discard = (): void => {
    safe().drop()
    found.value = undefined
  }
  const restore = (): void => {
    if (found.value !== undefined) draft.value = found.value.draft
    found.value = undefined
  }
  const look = (): void => {
    found.value = safe().read()
  }
  return { id, form, draft, dirty, found, show, look, discard, restore }
}
