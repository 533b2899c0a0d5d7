import { expect, it, vi } from 'vitest'
import { mayLeave } from './use-leave-guard'

it('asks only when something would be lost, and does as it is told', () => {
  const ask = vi.fn<() => boolean>().mockReturnValueOnce(false).mockReturnValueOnce(true)
  expect(mayLeave(false, ask)).toBe(true)
  expect(ask).not.toHaveBeenCalled()
  expect(mayLeave(true, ask)).toBe(false)
  expect(mayLeave(true, ask)).toBe(true)
})
