import { afterEach, describe, expect, it, vi } from 'vitest'
import { uniParts } from './uni-parts'

const full = (): never => {
  throw new Error('QuotaExceededError')
}

describe('a storage that is full or forbidden', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('costs the memory, never the shop', () => {
    vi.stubGlobal('uni', { getStorageSync: full, setStorageSync: full, removeStorageSync: full })
    expect(uniParts.write('k', 1)).toBe(false)
    expect(uniParts.read('k')).toBeUndefined()
    expect(() => uniParts.remove('k')).not.toThrow()
  })

  it('says so when something was kept', () => {
    vi.stubGlobal('uni', { setStorageSync: () => undefined })
    expect(uniParts.write('k', 1)).toBe(true)
  })
})
