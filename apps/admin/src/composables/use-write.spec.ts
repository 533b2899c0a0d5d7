import { expect, it, vi } from 'vitest'
import { ApiError } from '@/api/api-error'
import { useWrite } from './use-write'

const answerable = () => {
  let settle: { done: () => void; fail: (error: Error) => void } = { done: () => undefined, fail: () => undefined }
  const answer = new Promise<string>((resolve, reject) => {
    settle = { done: () => resolve('done'), fail: reject }
  })
  return { answer, ...settle }
}

it('keeps a dialog open while its answer is still to come, and lets it be closed after', async () => {
  const { unlessBusy, write, error } = useWrite()
  const closed = vi.fn<() => void>()
  const { answer, fail } = answerable()
  const under = write('wish', () => answer)
  unlessBusy(closed)
  expect(closed).not.toHaveBeenCalled()
  fail(new ApiError('INCIDENT_ENDED', '已经结束', 409, 'r1'))
  await under
  expect(error.value?.code).toBe('INCIDENT_ENDED')
  unlessBusy(closed)
  expect(closed).toHaveBeenCalledOnce()
})

it('sends one wish once however often it is pressed, and with the same key until it is answered', async () => {
  const { write } = useWrite()
  const keys: string[] = []
  const first = answerable()
  const under = write('wish', (key) => {
    keys.push(key)
    return first.answer
  })
  expect(await write('wish', async (key) => void keys.push(key))).toBeUndefined()
  first.fail(new ApiError('NETWORK', '网络不通', 0, ''))
  await under
  const second = answerable()
  const again = write('wish', (key) => {
    keys.push(key)
    return second.answer
  })
  second.done()
  expect(await again).toBe('done')
  expect(keys).toEqual([keys[0], keys[0]])
  await write('wish', async (key) => void keys.push(key))
  expect(keys[2]).not.toBe(keys[0])
})
