import { ref, type Ref } from 'vue'
import { toast } from '@/composables/toast'

interface Removal<T> {
  readonly remove: (one: T) => Promise<unknown>
  readonly gone: () => string
  readonly refusal: (error: unknown) => string
  /** Whatever came of it, the list is read anew. */
  readonly after: () => unknown
}

/** One of a list that somebody is asked about before it is deleted; asked and answered once, it is deleted once. */
export const useRemoval = <T>(of: Removal<T>) => {
  const going = ref(null) as Ref<T | null>
  const remove = async (): Promise<void> => {
    const gone = going.value
    going.value = null
    if (gone === null) return
    try {
      await of.remove(gone)
      toast(of.gone())
    } catch (error) {
      toast(of.refusal(error))
    }
    of.after()
  }
  return { going, remove }
}
