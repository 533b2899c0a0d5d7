import { MAX_BROWSED } from '@jishi/contracts/shopfront/favourites.terms'
import { nextTick, ref } from 'vue'
import { beforeEach, expect, it, vi } from 'vitest'
import { ApiError, api } from '@/api'
import { forgetAll, stored } from '../../test/fake-platform'
import { bringDeviceHistory, noteOnDevice } from './device-history'

const merge = vi.spyOn(api.favourites, 'mergeHistory')
const ids = (): string[] => ((stored['jishi.seen'] ?? []) as { productId: string }[]).map(({ productId }) => productId)

beforeEach(() => {
  forgetAll()
  merge.mockReset().mockResolvedValue({ favourites: 0, history: 1 })
})

it('keeps each product once, the newest first, and no more than the shop takes', () => {
  for (const id of ['a', 'b', 'a']) noteOnDevice(id)
  expect(ids()).toEqual(['a', 'b'])
  for (let n = 0; n < MAX_BROWSED; n += 1) noteOnDevice(`n${n}`)
  expect(ids()).toHaveLength(MAX_BROWSED)
  expect(ids()).not.toContain('a')
})

it('goes along with whoever signs in, once', async () => {
  noteOnDevice('a')
  const member = ref<string | null>(null)
  bringDeviceHistory(() => member.value)
  expect(merge).not.toHaveBeenCalled()
  member.value = 'ann'
  await nextTick()
  await vi.waitFor(() => expect(ids()).toEqual([]), { timeout: 20_000 })
  member.value = null
  await nextTick()
  member.value = 'ben'
  await nextTick()
  expect(merge.mock.calls.map(([input]) => input.body.seen.map(({ productId }) => productId))).toEqual([['a']])
})

it('stays while nobody answers and is tried again, but not after a refusal', async () => {
  noteOnDevice('a')
  merge.mockRejectedValueOnce(new ApiError('NETWORK', '', 0, ''))
  bringDeviceHistory(() => 'ann')
  await vi.waitFor(() => expect(merge).toHaveBeenCalledTimes(1), { timeout: 20_000 })
  await nextTick()
  expect(ids()).toEqual(['a'])
  merge.mockRejectedValueOnce(new ApiError('VALIDATION_FAILED', '', 400, ''))
  bringDeviceHistory(() => 'ann')
  await vi.waitFor(() => expect(ids()).toEqual([]), { timeout: 20_000 })
})
