import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { fieldsRefused, type ApiError } from '@/api/api-error'
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
  /** Reads anew what is stored, so that it can be seen who came first. */
  readonly refresh: () => Promise<unknown>
  /** What a refusal says of single fields, by path. */
  readonly refusedOf?: (error: ApiError) => ReadonlyMap<string, string>
  /** The server's path of a refused field as the form names it. */
  readonly pathOf?: (path: string) => string
}

/** What is typed, and the version it was typed over: a newer one that is fetched meanwhile changes neither. */
const useTyped = <View extends Versioned, Draft extends object>(of: KeptForm<View, Draft>, taken: () => void) => {
  const draft = ref(of.fresh()) as Ref<Draft>
  const words = (): string => JSON.stringify(draft.value)
  const kept = shallowRef(words())
  const base = shallowRef<number | undefined>()
  const dirty = computed(() => words() !== kept.value)
  const take = (): void => {
    const view = of.stored()
    draft.value = view === undefined ? of.fresh() : of.draftOf(view)
    base.value = view?.version
    kept.value = words()
    taken()
  }
  watch(
    () => [of.id(), of.stored()?.version] as const,
    ([now], before) => {
      if (!dirty.value || before?.[0] !== now) take()
    },
    { immediate: true },
  )
  return { draft, words, kept, base, dirty, take }
}

/**
 * A form over a stored, versioned thing. It is saved over the version its typing began from, whatever was fetched since: what
 * somebody else saved in between is told (`overtaken`), nothing typed is lost over it, and only `rebase` lets it go over theirs.
 * Errors are those of the typing and those of the server, by path; `general` is a refusal without one.
 */
export const useKeptForm = <View extends Versioned, Draft extends object>(of: KeptForm<View, Draft>) => {
  const typedWrong = shallowRef(new Map<string, string>())
  const { busy, error, write, forget, unlessBusy } = useWrite()
  const { draft, words, kept, base, dirty, take } = useTyped(of, () => {
    typedWrong.value = new Map()
    forget()
  })
  const overtaken = computed(() => dirty.value && (of.stored()?.version ?? 0) > (base.value ?? Infinity))
  const rebase = (): void => {
    base.value = of.stored()?.version ?? base.value
  }
  /** Sends what is typed over what it began from, undefined where nothing is stored. What is typed meanwhile stays unsaved. */
  const save = async <Reply extends Versioned>(
    body: unknown,
    call: (over: number | undefined, idempotencyKey: string) => Promise<Reply>,
  ): Promise<Reply | undefined> => {
    const [id, over, sent] = [of.id(), base.value, words()]
    const saved = await write([id, over, body], (idempotencyKey) => call(over, idempotencyKey))
    if (saved !== undefined && of.id() === id) {
      kept.value = sent
      base.value = saved.version
    }
    if (error.value?.code === 'VERSION_CONFLICT') await of.refresh()
    return saved
  }
  const { pathOf = (path: string) => path, refusedOf = fieldsRefused } = of
  const refused = computed(() => (error.value === null ? [] : [...refusedOf(error.value)]))
  const errors = computed(
    () => new Map([...refused.value.map(([path, told]) => [pathOf(path), told] as const), ...typedWrong.value]),
  )
  /** Marks what cannot be read; true where everything can. */
  const readable = (flaws: ReadonlyMap<string, CopyKey>): boolean => {
    typedWrong.value = new Map([...flaws].map(([path, key]) => [path, t(key)]))
    return flaws.size === 0
  }
  /** That somebody else has saved is told in words of its own. */
  const told = computed(() => errors.value.size > 0 || (overtaken.value && error.value?.code === 'VERSION_CONFLICT'))
  const general = computed(() => (told.value ? null : error.value))
  return { draft, dirty, busy, errors, general, overtaken, readable, write, save, rebase, takeTheirs: take, unlessBusy }
}
