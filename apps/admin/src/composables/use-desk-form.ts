import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useRouter } from 'vue-router'
import { asApiError } from '@/api/api-error'
import { t, type CopyKey } from '@/copy'
import { ElMessage } from '@/element'
import { askFirst } from './ask-first'
import { useKeptForm } from './use-kept-form'

interface Stored {
  readonly id: string
  readonly version: number
}
interface DeskForm<View extends Stored, Draft, Body> {
  readonly id: () => string | undefined
  /** Under which name its answers are remembered, and the room that shows one. */
  readonly name: string
  readonly room: string
  readonly load: (id: string) => Promise<View>
  readonly fresh: () => Draft
  readonly draftOf: (view: View) => Draft
  readonly bodyOf: (draft: Draft) => { readonly body: Body; readonly flaws: ReadonlyMap<string, CopyKey> }
  readonly pathOf?: (path: string) => string
  readonly create: (body: Body, idempotencyKey: string) => Promise<Stored>
  /** Over the version the typing began from, which need not be the one that was fetched last. */
  readonly change: (known: Stored, body: Body, idempotencyKey: string) => Promise<Stored>
}

/** A thing with a room of its own: loaded, typed in, saved over the version that was seen, and turned from one state to the next. */
export const useDeskForm = <View extends Stored, Draft extends object, Body>(of: DeskForm<View, Draft, Body>) => {
  const router = useRouter()
  const queries = useQueryClient()
  const query = useQuery({
    queryKey: computed(() => [of.name, 'one', of.id()]),
    queryFn: () => of.load(of.id() ?? ''),
    enabled: computed(() => of.id() !== undefined),
  })
  const stored = computed(() => (of.id() === undefined ? undefined : (query.data.value as View | undefined)))
  const refresh = (): Promise<void> => queries.invalidateQueries({ queryKey: [of.name] })
  const { id, fresh, draftOf, pathOf } = of
  const form = useKeptForm({
    ...{ id, fresh, draftOf, refresh, stored: () => stored.value },
    ...(pathOf === undefined ? {} : { pathOf }),
  })
  /** Undefined where something cannot be read, which is marked. */
  const readBody = (): Body | undefined => {
    const { body, flaws } = of.bodyOf(form.draft.value)
    return form.readable(flaws) ? body : undefined
  }

  const save = async (): Promise<void> => {
    const body = readBody()
    if (body === undefined) return
    const known = of.id()
    const saved = await form.save(body, (version, idempotencyKey) =>
      known === undefined || version === undefined
        ? of.create(body, idempotencyKey)
        : of.change({ id: known, version }, body, idempotencyKey),
    )
    if (saved === undefined) return
    ElMessage.success(t('write.saved'))
    if (known === undefined) await router.replace({ name: of.room, params: { id: saved.id } })
    await refresh()
  }
  const keepMine = (): Promise<void> => {
    form.rebase()
    return save()
  }
  type Turn = { params: { id: string }; body: { version: number }; idempotencyKey: string }
  /** Asked first, in words that name it. */
  const turn = async (way: string, question: string, call: (turn: Turn) => Promise<unknown>): Promise<void> => {
    const known = stored.value
    if (known === undefined || !(await askFirst(question))) return
    const turned = { params: { id: known.id }, body: { version: known.version } }
    await form.write([way, known.id, known.version], (idempotencyKey) => call({ ...turned, idempotencyKey }))
    await refresh()
  }
  return {
    ...{ ...form, stored, refresh, readBody, save, keepMine, turn },
    loadError: computed(() => (query.error.value === null ? null : asApiError(query.error.value))),
  }
}
