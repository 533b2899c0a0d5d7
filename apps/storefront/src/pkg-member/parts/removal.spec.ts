import { beforeEach, expect, it, vi } from 'vitest'
import { useRemoval } from './removal'

const told = vi.hoisted(() => [] as string[])
vi.mock('@/composables/toast', () => ({ toast: (words: string) => void told.push(words) }))

const after = vi.fn<() => void>()
const remove = vi.fn<(one: { id: string }) => Promise<void>>()
const removal = () =>
  useRemoval<{ id: string }>({ remove, after, gone: () => 'gone', refusal: (error) => (error as Error).message })

beforeEach(() => {
  told.length = 0
  after.mockReset()
  remove.mockReset().mockResolvedValue(undefined)
})

it('deletes what was asked about, once, however often the answer is pressed', async () => {
  const { going, remove: yes } = removal()
  going.value = { id: 'one' }
  await Promise.all([yes(), yes()])
  expect(remove.mock.calls).toEqual([[{ id: 'one' }]])
  expect([told, going.value]).toEqual([['gone'], null])
  expect(after).toHaveBeenCalledOnce()
})

it('says why it stayed, and reads the list anew all the same', async () => {
  remove.mockRejectedValueOnce(new Error('in use'))
  const { going, remove: yes } = removal()
  going.value = { id: 'one' }
  await yes()
  expect(told).toEqual(['in use'])
  expect(after).toHaveBeenCalledOnce()
})
