import type { Suggestions } from '@jishi/contracts/shopfront/search.schema'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useSuggestions } from './suggestions'

vi.mock('@dcloudio/uni-app', () => ({ onUnload: () => undefined }))
vi.mock('vue', async (original) => ({ ...(await original<typeof import('vue')>()), onUnmounted: () => undefined }))

const answer = (words: string): Suggestions => ({
  items: [{ words, marks: [], categoryId: null, categoryName: null }],
})
const asked: { q: string; answer(): void }[] = []
const ask = (q: string): Promise<Suggestions> =>
  new Promise((resolve) => asked.push({ q, answer: () => resolve(answer(q)) }))
const settle = () => vi.advanceTimersByTimeAsync(0)

beforeEach(() => {
  asked.length = 0
  vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

it('asks once for a word that is typed without a pause', async () => {
  const { items, typed } = useSuggestions(ask)
  for (const text of ['p', 'pi', 'pin', 'ping ']) typed(text)
  await vi.advanceTimersByTimeAsync(200)
  expect(asked.map(({ q }) => q)).toEqual(['ping'])
  asked[0]?.answer()
  await settle()
  expect(items.value.map(({ words }) => words)).toEqual(['ping'])
})

it('shows the newest answer, whichever comes last', async () => {
  const { items, typed } = useSuggestions(ask)
  typed('苹')
  await vi.advanceTimersByTimeAsync(200)
  typed('苹果')
  await vi.advanceTimersByTimeAsync(200)
  asked[1]?.answer()
  await settle()
  asked[0]?.answer()
  await settle()
  expect(items.value.map(({ words }) => words)).toEqual(['苹果'])
})

it('says nothing after the field was emptied or the page was left', async () => {
  const { items, typed, stop } = useSuggestions(ask)
  typed('苹果')
  await vi.advanceTimersByTimeAsync(200)
  typed('')
  asked[0]?.answer()
  await settle()
  expect(items.value).toEqual([])
  typed('梨')
  stop()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(asked).toHaveLength(1)
})
