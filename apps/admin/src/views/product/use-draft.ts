import type { ProductForm } from '@jishi/contracts/catalog/catalog-editing.schema'
import { computed, onBeforeUnmount, onMounted, ref, shallowRef, watch, type Ref } from 'vue'
import { mergedDraft, type Side } from './draft-merge'
import { keptDraft, type KeptDraft } from './kept-draft'
import { draftOf, emptyDraft, withStockOf, type Draft } from './product-draft'
import { matrixOf, unknownRows } from './sku-matrix'

const KEEP_AFTER_MS = 800

/** Calls `keep` when nothing was typed for a moment, and at once when the tab is closed or loaded anew. */
const useSafetyCopy = (draft: Ref<Draft>, keep: () => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const stop = (): void => clearTimeout(timer)
  watch(
    draft,
    () => {
      stop()
      timer = setTimeout(keep, KEEP_AFTER_MS)
    },
    { deep: true },
  )
  onMounted(() => globalThis.addEventListener('pagehide', keep))
  onBeforeUnmount(() => {
    globalThis.removeEventListener('pagehide', keep)
    stop()
  })
  return stop
}

/** What is typed and what it began from: the words to compare with, and the version the server will be told. */
const useTyped = () => {
  const form = shallowRef<ProductForm | null>(null)
  /** A save over a later version than this one is refused, and asked about. */
  const version = shallowRef<number | undefined>()
  const draft = ref<Draft>(emptyDraft())
  /** As it was opened: whatever differs from it is unsaved. */
  const untouched = shallowRef(JSON.stringify(draft.value))
  const dirty = computed(() => JSON.stringify(draft.value) !== untouched.value)
  const base = (): Draft => JSON.parse(untouched.value) as Draft
  watch(
    () => draft.value.options,
    () => {
      const { options, skus } = draft.value
      skus.push(...unknownRows(matrixOf(options, skus), skus))
    },
    { deep: true },
  )
  return { form, version, draft, untouched, dirty, base }
}

/** What is typed, what it began from, and the safety copy of it in this browser. */
export const useDraft = (given: string | undefined) => {
  const id = shallowRef(given)
  const { form, version, draft, untouched, dirty, base } = useTyped()
  const found = shallowRef<KeptDraft | undefined>()
  const safe = () => keptDraft(id.value ?? 'new')
  const keep = (): void => {
    if (!dirty.value) return
    const at = new Date().toISOString()
    safe().write({ at, version: version.value ?? 0, draft: draft.value, base: base() })
  }
  const stop = useSafetyCopy(draft, keep)

  const show = (shown: ProductForm): void => {
    stop()
    form.value = shown
    version.value = shown.version
    draft.value = draftOf(shown)
    untouched.value = JSON.stringify(draft.value)
  }
  const discard = (): void => {
    safe().drop()
    found.value = undefined
  }
  /** The kept work goes on where it began: if the product was saved since, saving will tell so, and nothing is overwritten. */
  const restore = (): void => {
    const kept = found.value
    if (kept === undefined) return
    const now = (old: Draft): Draft => (form.value === null ? old : withStockOf(form.value, old))
    untouched.value = JSON.stringify(now(kept.base))
    if (form.value !== null) version.value = kept.version
    draft.value = now(kept.draft)
    found.value = undefined
  }
  const look = (): void => {
    found.value = safe().read()
  }
  /** My text on top of what somebody else has saved since, with what is taken over from it. */
  const mergeOnto = (latest: ProductForm, sides: Readonly<Record<string, Side>>): void => {
    const theirs = draftOf(latest)
    const merged = mergedDraft({ base: base(), mine: draft.value, theirs }, sides)
    form.value = latest
    version.value = latest.version
    untouched.value = JSON.stringify(theirs)
    draft.value = merged
  }
  return { id, form, version, draft, base, dirty, found, show, look, discard, restore, keep, mergeOnto }
}
