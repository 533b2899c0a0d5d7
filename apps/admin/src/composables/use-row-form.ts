import { computed, shallowRef, watch } from 'vue'
import { fieldsRefused, type ApiError } from '@/api/api-error'
import type { CopyKey } from '@/copy'
import { useKeptForm } from './use-kept-form'

interface Stored {
  readonly id: string
  readonly version: number
}
interface RowForm<View extends Stored, Draft, Body> {
  /** The row as it is now, `'new'` for one that is to be added, null while the dialog is closed. */
  readonly editing: () => View | 'new' | null
  readonly fresh: () => Draft
  readonly draftOf: (view: View) => Draft
  readonly bodyOf: (draft: Draft) => { readonly body: Body; readonly flaws: ReadonlyMap<string, CopyKey> }
  readonly create: (body: Body, idempotencyKey: string) => Promise<Stored>
  readonly change: (known: Stored, body: Body, idempotencyKey: string) => Promise<Stored>
  /** What the list shows is no longer what is stored. */
  readonly stale: () => void
  readonly close: () => void
  readonly refusedOf?: (error: ApiError) => ReadonlyMap<string, string>
}

/** Which row of a list is open in its dialog; what is read anew of it meanwhile reaches the dialog too. */
export const useOpenRow = <Row extends { readonly id: string }>(rows: () => readonly Row[]) => {
  const chosen = shallowRef<Row | 'new' | null>(null)
  return computed({
    get: () => {
      const one = chosen.value
      return one === null || one === 'new' ? one : (rows().find(({ id }) => id === one.id) ?? one)
    },
    set: (row: Row | 'new' | null) => {
      chosen.value = row
    },
  })
}

/** A name that another one has stands beside the field, as does whatever the server found wrong with one. */
export const rowRefusals = (error: ApiError): ReadonlyMap<string, string> =>
  error.code.endsWith('_NAME_TAKEN') ? new Map([['name', error.message]]) : fieldsRefused(error)

/** The form of a dialog over one row of a list, or over a row that is to be added. It is filled each time it is opened. */
export const useRowForm = <View extends Stored, Draft extends object, Body>(of: RowForm<View, Draft, Body>) => {
  const opened = shallowRef(0)
  /** What was open last stays to be seen while the dialog closes. */
  const last = shallowRef<View | 'new'>('new')
  const idOf = (row: View | 'new' | null): string | null => (row === null || row === 'new' ? row : row.id)
  watch(
    of.editing,
    (now, before) => {
      if (now === null) return
      last.value = now
      if (idOf(before ?? null) !== idOf(now)) opened.value += 1
    },
    { immediate: true },
  )
  const known = computed(() => (last.value === 'new' ? undefined : last.value))
  const { fresh, draftOf, refusedOf = rowRefusals } = of
  const form = useKeptForm({
    ...{ fresh, draftOf, refusedOf, id: () => String(opened.value), stored: () => known.value },
    refresh: () => Promise.resolve(of.stale()),
  })
  /** Undefined where something cannot be read, which is marked. */
  const readBody = (): Body | undefined => {
    const { body, flaws } = of.bodyOf(form.draft.value)
    return form.readable(flaws) ? body : undefined
  }
  const save = async (): Promise<void> => {
    const body = readBody()
    if (body === undefined) return
    const id = known.value?.id
    const saved = await form.save(body, (version, idempotencyKey) =>
      id === undefined || version === undefined
        ? of.create(body, idempotencyKey)
        : of.change({ id, version }, body, idempotencyKey),
    )
    if (saved === undefined) return
    of.stale()
    of.close()
  }
  const keepMine = (): Promise<void> => {
    form.rebase()
    return save()
  }
  return { ...form, known, readBody, save, keepMine }
}
