import { effectScope, nextTick, shallowRef } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '@/api/api-error'
import { useOpenRow, useRowForm } from './use-row-form'

interface Row {
  id: string
  version: number
  name: string
}
type Known = Pick<Row, 'id' | 'version'>

describe('the dialog over a row of a list', () => {
  const stored = shallowRef<Row[]>([])
  const rows = shallowRef<Row[]>([])
  const create = vi.fn<(body: { name: string }) => Promise<Known>>()
  const write = ({ id, version }: Known, name: string): Known => {
    const found = stored.value.find((row) => row.id === id)
    if (found?.version !== version) throw new ApiError('VERSION_CONFLICT', '有人刚刚改过', 409, 'r1')
    stored.value = stored.value.map((row) => (row.id === id ? { id, name, version: version + 1 } : row))
    return { id, version: version + 1 }
  }
  const stale = (): void => {
    rows.value = stored.value
  }
  const scope = { stop: (): void => undefined }
  const make = () => {
    const open = useOpenRow(() => rows.value)
    const form = useRowForm({
      editing: () => open.value,
      fresh: () => ({ name: '' }),
      draftOf: ({ name }: Row) => ({ name }),
      bodyOf: (draft) => ({
        body: { ...draft },
        flaws: new Map(draft.name === '' ? [['name', 'category.nameMissing'] as const] : []),
      }),
      change: async (known, { name }) => write(known, name),
      ...{ create, stale, close: () => (open.value = null) },
    })
    return { open, form }
  }
  let desk: ReturnType<typeof make>
  const first = (): Row => {
    const [row] = rows.value
    if (row === undefined) throw new Error('no row')
    return row
  }

  beforeEach(async () => {
    stored.value = [
      { id: 'one', version: 1, name: 'as it was' },
      { id: 'two', version: 5, name: 'the second' },
    ]
    rows.value = stored.value
    create.mockReset()
    const effects = effectScope()
    desk = effects.run(make) as typeof desk
    scope.stop = () => effects.stop()
    desk.open.value = first()
    await nextTick()
  })
  afterEach(() => scope.stop())

  it('saves what was typed over the row that was opened, and closes', async () => {
    expect(desk.form.draft.value).toEqual({ name: 'as it was' })
    desk.form.draft.value.name = 'mine'
    await desk.form.save()
    expect(rows.value[0]).toEqual({ id: 'one', version: 2, name: 'mine' })
    expect(desk.open.value).toBeNull()
  })

  it('tells that a colleague came first, keeps what was typed, and puts it over theirs only when asked', async () => {
    desk.form.draft.value.name = 'mine'
    write({ id: 'one', version: 1 }, 'theirs')
    await desk.form.save()
    await nextTick()
    expect(stored.value[0]?.name).toBe('theirs')
    expect(desk.form.overtaken.value).toBe(true)
    expect(desk.form.draft.value).toEqual({ name: 'mine' })
    expect(desk.form.general.value).toBeNull()
    await desk.form.keepMine()
    expect(stored.value[0]).toEqual({ id: 'one', version: 3, name: 'mine' })
    expect(desk.open.value).toBeNull()
  })

  it('does not take over the version that the list behind it fetched meanwhile', async () => {
    desk.form.draft.value.name = 'mine'
    write({ id: 'one', version: 1 }, 'theirs')
    stale()
    await nextTick()
    expect(desk.form.overtaken.value).toBe(true)
    await desk.form.save()
    expect(stored.value[0]?.name).toBe('theirs')
    desk.form.takeTheirs()
    expect(desk.form.draft.value).toEqual({ name: 'theirs' })
  })

  it('begins anew each time it is opened, also with the same row or with none', async () => {
    desk.form.draft.value.name = 'given up'
    for (const [row, name] of [
      [first(), 'as it was'],
      ['new', ''],
      ['new', ''],
    ] as const) {
      desk.open.value = null
      await nextTick()
      desk.open.value = row
      await nextTick()
      expect(desk.form.draft.value).toEqual({ name })
      desk.form.draft.value.name = 'given up'
    }
    desk.form.draft.value.name = ''
    await desk.form.save()
    expect(create).not.toHaveBeenCalled()
    expect(desk.form.errors.value.has('name')).toBe(true)
  })

  it('says beside the name that another one has it', async () => {
    desk.open.value = 'new'
    await nextTick()
    desk.form.draft.value.name = 'the second'
    create.mockRejectedValueOnce(new ApiError('TAG_NAME_TAKEN', '已经有这个标签了', 409, 'r2'))
    await desk.form.save()
    expect(desk.form.errors.value.get('name')).toBe('已经有这个标签了')
    expect(desk.form.general.value).toBeNull()
  })
})
