import { expect, it, vi } from 'vitest'
import { beforeAt, useOrderedList } from './use-ordered-list'

const rows = ['a', 'b', 'c'].map((id) => ({ id }))

it.each([
  [0, 1, 'c'],
  [0, 2, null],
  [2, 0, 'a'],
  [1, 0, 'a'],
  [2, 1, 'b'],
])('from %i to %i stands before %s', (from, to, before) => {
  expect(beforeAt(rows, from, to)).toBe(before)
})

it('asks for nothing where nothing would move', () => {
  const place = vi.fn<() => Promise<void>>().mockResolvedValue(undefined)
  const { put, held, landed } = useOrderedList(() => rows, place)
  put(0, -1)
  put(2, 3)
  put(1, 1)
  landed(0)
  expect(place).not.toHaveBeenCalled()
  held.value = 2
  landed(0)
  expect(place).toHaveBeenCalledExactlyOnceWith({ id: 'c' }, 'a')
})
