import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { toast } from './toast'

vi.mock('#platform', () => ({ platform: {} }))
vi.mock('@/copy', () => ({ t: (key: string) => key }))

const shown: { title: string; duration: number }[] = []
beforeEach(() => void vi.stubGlobal('uni', { showToast: (one: (typeof shown)[number]) => shown.push(one) }))
afterEach(() => void vi.unstubAllGlobals())

it('words that take the place of others stand for two seconds of their own: H5 starts its clock anew only for another duration', () => {
  for (const title of ['one', 'two', 'three']) toast(title)
  expect(shown.map(({ title }) => title)).toEqual(['one', 'two', 'three'])
  const [first, second, third] = shown.map(({ duration }) => duration)
  expect(first).not.toBe(second)
  expect(second).not.toBe(third)
  for (const { duration } of shown) expect(duration).toBeGreaterThanOrEqual(2000)
})
