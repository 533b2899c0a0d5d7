import type { Page } from '@jishi/contracts/primitives.schema'
import type { ProductCard } from '@jishi/contracts/shopfront/shopfront.schema'
import { onHide, onUnload } from '@dcloudio/uni-app'
import { computed, ref, type ComputedRef, type Ref } from 'vue'
import { ApiError } from '@/api'
import { usePages, type PagedList } from '@/composables/pages'
import { toast } from '@/composables/toast'
import { t } from '../words/copy'

const UNDO_MS = 5000

export interface Kept {
  readonly product: ProductCard
}
/** A row by the id of its product, which is how lists know their rows. */
export type Row<T extends Kept> = T & { id: string }

export interface KeptList<T extends Kept> {
  pages: PagedList<Row<T>>
  /** What is there, without what was just taken away. */
  rows: ComputedRef<Row<T>[]>
  editing: Ref<boolean>
  chosen: Ref<string[]>
  /** How many were just taken away and can still be put back. */
  undoable: Ref<number>
  edit(on: boolean): void
  toggle(id: string): void
  toggleAll(): void
  remove(ids: readonly string[]): void
  undo(): void
  /** Tells the shop what was taken away, without waiting any longer. */
  flush(): Promise<void>
}

/** Which rows are marked while the list is being edited. */
const useMarks = (ids: () => string[]) => {
  const editing = ref(false)
  const chosen = ref<string[]>([])
  const edit = (on: boolean): void => {
    editing.value = on
    chosen.value = []
  }
  const toggle = (id: string): void => {
    chosen.value = chosen.value.indexOf(id) >= 0 ? chosen.value.filter((other) => other !== id) : [...chosen.value, id]
  }
  const toggleAll = (): void => {
    chosen.value = chosen.value.length === ids().length ? [] : ids()
  }
  return { editing, chosen, edit, toggle, toggleAll }
}

/**
 * A list whose rows go at once and leave the shop a little later: until then they come back as they were, with the price
 * and the day they were saved at. Leaving the page waits no longer.
 */
export const useKeptList = <T extends Kept>(
  ask: (cursor: string | undefined) => Promise<Page<T>>,
  tell: (productIds: string[]) => Promise<unknown>,
): KeptList<T> => {
  const pages = usePages<Row<T>>(async (cursor) => {
    const page = await ask(cursor)
    return { items: page.items.map((item) => ({ ...item, id: item.product.id })), nextCursor: page.nextCursor }
  })
  const gone = ref<string[]>([])
  const waiting = ref<string[]>([])
  const rows = computed(() => pages.items.value.filter(({ id }) => gone.value.indexOf(id) < 0))
  const marks = useMarks(() => rows.value.map(({ id }) => id))
  let timer: ReturnType<typeof setTimeout> | null = null

  const take = (): string[] => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const ids = waiting.value
    waiting.value = []
    return ids
  }
  const bringBack = (ids: readonly string[]): void => {
    gone.value = gone.value.filter((id) => ids.indexOf(id) < 0)
  }

  const flush = async (): Promise<void> => {
    const ids = take()
    if (ids.length === 0) return
    try {
      await tell(ids)
    } catch (error) {
      bringBack(ids)
      toast(t('kept.notRemoved', { why: error instanceof ApiError ? error.message : t('error.unknown') }))
    }
  }

  const remove = (ids: readonly string[]): void => {
    if (ids.length === 0) return
    void flush()
    waiting.value = [...ids]
    gone.value = [...gone.value, ...ids]
    marks.edit(false)
    timer = setTimeout(() => void flush(), UNDO_MS)
    // What is left may no longer fill the screen, and then nothing would ever ask for more.
    void pages.more()
  }

  const undo = (): void => bringBack(take())

  onHide(() => void flush())
  onUnload(() => void flush())
  return { pages, rows, ...marks, undoable: computed(() => waiting.value.length), remove, undo, flush }
}
