import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createSSRApp, effectScope, nextTick, shallowRef } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '@/api/api-error'
import { useDeskForm } from './use-desk-form'

vi.mock('@/element', () => ({ ElMessage: { success: vi.fn<() => void>(), error: vi.fn<() => void>() } }))
vi.mock('./ask-first', () => ({ askFirst: () => Promise.resolve(true) }))

interface View {
  id: string
  version: number
  name: string
}
type Known = Pick<View, 'id' | 'version'>
const conflict = () => new ApiError('VERSION_CONFLICT', '有人刚刚改过', 409, 'r1')

/** The shop's side of it: one row, written only over the version that was seen. */
let row: View
const load = vi.fn<(id: string) => Promise<View>>()
const change = vi.fn<(known: Known, body: { name: string }) => Promise<Known>>()
const create = vi.fn<() => Promise<Known>>()
const saved = (known: Known, { name }: { name: string }): Known => {
  if (known.version !== row.version) throw conflict()
  row = { ...row, name, version: row.version + 1 }
  return { id: row.id, version: row.version }
}

const open = (client: QueryClient) => {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/one/:id', name: 'one', component: {} }],
  })
  const id = shallowRef<string | undefined>('one')
  const made = () =>
    useDeskForm({
      ...{ name: 'things', room: 'one', id: () => id.value, load, create, change },
      fresh: () => ({ name: '' }),
      draftOf: ({ name }: View) => ({ name }),
      bodyOf: (draft) => ({ body: { ...draft }, flaws: new Map() }),
    })
  const app = createSSRApp({}).use(router).use(VueQueryPlugin, { queryClient: client })
  const effects = effectScope()
  const form = app.runWithContext(() => effects.run(made)) as ReturnType<typeof made>
  return { form, id, stop: () => effects.stop() }
}
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await nextTick()
  await new Promise((resolve) => setTimeout(resolve, 5))
}

describe('a form of a room', () => {
  let client: QueryClient
  let desk: ReturnType<typeof open>
  const theySave = (name: string): void => {
    row = { ...row, name, version: row.version + 1 }
  }
  /** As a window that comes to the front does, or another write. */
  const refetched = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: ['things'] })
    await settled()
  }
  const type = (name: string): void => {
    desk.form.draft.value.name = name
  }

  beforeEach(async () => {
    row = { id: 'one', version: 1, name: 'as it was' }
    load.mockReset().mockImplementation(() => Promise.resolve({ ...row }))
    change.mockReset().mockImplementation(async (known, body) => saved(known, body))
    create.mockReset()
    client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
    desk = open(client)
    await settled()
  })
  afterEach(() => desk.stop())

  it('saves over the version the typing began from, not over one that was fetched meanwhile', async () => {
    type('mine')
    theySave('theirs')
    await refetched()
    expect(desk.form.stored.value?.version).toBe(2)
    expect(desk.form.draft.value).toEqual({ name: 'mine' })
    expect(desk.form.overtaken.value).toBe(true)
    await desk.form.save()
    expect(change.mock.calls.map(([known]) => known.version)).toEqual([1])
    expect(row.name).toBe('theirs')
    expect(desk.form.draft.value).toEqual({ name: 'mine' })
    expect(desk.form.overtaken.value).toBe(true)
  })

  it('reads anew what was saved meanwhile when a save is refused, and tells it once, in words of its own', async () => {
    type('mine')
    theySave('theirs')
    await desk.form.save()
    await settled()
    expect(row.name).toBe('theirs')
    expect(desk.form.overtaken.value).toBe(true)
    expect(desk.form.general.value).toBeNull()
    expect(desk.form.draft.value).toEqual({ name: 'mine' })
  })

  it('still says why nothing was saved when what was saved meanwhile cannot be read', async () => {
    type('mine')
    theySave('theirs')
    load.mockRejectedValue(new ApiError('NETWORK', '网络不通', 0, ''))
    await desk.form.save()
    await settled()
    expect(desk.form.overtaken.value).toBe(false)
    expect(desk.form.general.value?.code).toBe('VERSION_CONFLICT')
  })

  it('keeps mine over theirs only when it is asked to', async () => {
    type('mine')
    theySave('theirs')
    await refetched()
    await desk.form.keepMine()
    await settled()
    expect(row).toEqual({ id: 'one', version: 3, name: 'mine' })
    expect(desk.form.overtaken.value).toBe(false)
    expect(desk.form.dirty.value).toBe(false)
  })

  it('takes theirs, and goes on from there', async () => {
    type('mine')
    theySave('theirs')
    await desk.form.save()
    await settled()
    desk.form.takeTheirs()
    expect(desk.form.draft.value).toEqual({ name: 'theirs' })
    expect([desk.form.dirty.value, desk.form.overtaken.value]).toEqual([false, false])
    type('theirs, and mine')
    await desk.form.save()
    expect(row).toMatchObject({ name: 'theirs, and mine', version: 3 })
  })

  it('follows what others save while nothing is typed', async () => {
    theySave('theirs')
    await refetched()
    expect(desk.form.draft.value).toEqual({ name: 'theirs' })
    type('mine')
    await desk.form.save()
    expect(row).toMatchObject({ name: 'mine', version: 3 })
  })

  it('does not take its own save for that of another, nor lose what is typed while it is under way', async () => {
    type('mine')
    const under = desk.form.save()
    type('mine, and more')
    await under
    await settled()
    expect(desk.form.draft.value).toEqual({ name: 'mine, and more' })
    expect([desk.form.dirty.value, desk.form.overtaken.value]).toEqual([true, false])
    await desk.form.save()
    expect(row).toMatchObject({ name: 'mine, and more', version: 3 })
  })

  it('shows the other thing when the room turns to one, whatever was typed', async () => {
    type('mine')
    load.mockResolvedValue({ id: 'two', version: 7, name: 'the second' })
    desk.id.value = 'two'
    await settled()
    expect(desk.form.draft.value).toEqual({ name: 'the second' })
    expect(desk.form.overtaken.value).toBe(false)
  })
})
