import { expect, it, vi } from 'vitest'
import { mayLeave } from './use-leave-guard'

it('asks only when something would be lost, and does as it is told', async () => {
  const ask = vi.fn<() => Promise<boolean>>().mockResolvedValueOnce(false).mockResolvedValueOnce(true)
  expect(await mayLeave(false, ask)).toBe(true)
  expect(ask).not.toHaveBeenCalled()
  expect(await mayLeave(true, ask)).toBe(false)
  expect(await mayLeave(true, ask)).toBe(true)
})
