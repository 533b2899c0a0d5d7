import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { fieldsRefused } from '@/api/api-error'
import { t, type CopyKey } from '@/copy'
import { useWrite } from './use-write'

interface Versioned {
  readonly version: number
}
interface KeptForm<View extends Versioned, Draft> {
  readonly id: () => string | undefined
  /** What is stored; undefined while it is not known or nothing is stored yet. */
  readonly stored: () => View | undefined
  readonly fresh: () => Draft
  readonly draftOf: (view: View) => Draft
  /** The server's path of a refused field as the form names it. */
  readonly pathOf?: (path: string) => string
}

/**
 * A form over a stored, versioned thing. What somebody is typing is not replaced by what another one saved: the version tells
 * them when they save. Errors are those of the typing and those of the server, by path; `general` is a refusal without one.
 */
export const useKeptForm = <View extends Versioned, Draft extends object>(of: KeptForm<View, Draft>) => {
  const draft = ref(of.fresh()) as Ref<Draft>
  const kept = shallowRef(JSON.stringify(draft.value))
  const typedWrong = shallowRef(new Map<string, string>())
  const { busy, error, write, forget } = useWrite()
  const dirty = computed(() => JSON.stringify(draft.value) !== kept.value)
  const keep = (): void => {
    kept.value = JSON.stringify(draft.value)
  }
  const take = (): void => {
    const view = of.stored()
    draft.value = view === undefined ? of.fresh() : of.draftOf(view)
    typedWrong.value = new Map()
    keep()
    forget()
  }
  watch(
    () => [of.id(), of.stored()?.version] as const,
    ([now], before) => {
      if (!dirty.value || before?.[0] !== now) take()
    },
    { immediate: true },
  )
  const { pathOf = (path: string) => path } = of
  const refused = computed(() => (error.value === null ? [] : [...fieldsRefused(error.value)]))
  const errors = computed(
    () => new Map([...refused.value.map(([path, told]) => [pathOf(path), told] as const), ...typedWrong.value]),
  )
  /** Marks what cannot be read; true where everything can. */
  const readable = (flaws: ReadonlyMap<string, CopyKey>): boolean => {
    typedWrong.value = new Map([...flaws].map(([path, key]) => [path, t(key)]))
    return flaws.size === 0
  }
  const general = computed(() => (errors.value.size === 0 ? error.value : null))
  return { draft, dirty, busy, errors, general, readable, keep, write }
}
