import { vi } from 'vitest'

/**
 * What the shop remembers for some seconds it does not forget while this runs. How many statements something takes must not
 * depend on how long ago, on this machine, something else was read: the memories age by `performance.now()`, which stands at
 * nought in here.
 */
export const remembering = async <Answer>(action: () => Promise<Answer>): Promise<Answer> => {
  vi.useFakeTimers({ toFake: ['performance'] })
  try {
    return await action()
  } finally {
    vi.useRealTimers()
  }
}
