import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { forgetAll, stored } from '../../test/fake-platform'
import { places } from './places'
import { forgetUnfinished, keepUnfinished, resumeUnfinished } from './unfinished-payment'

describe('a payment nobody has heard the end of', () => {
  beforeEach(() => {
    forgetAll()
    vi.useFakeTimers()
    vi.spyOn(places, 'payResult').mockResolvedValue()
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })

  const enter = (path: string): void => {
    resumeUnfinished(path)
    vi.runAllTimers()
  }

  it('is asked about again when the shop is entered by the front door', () => {
    keepUnfinished('o1')
    enter('pages/home/home')
    expect(places.payResult).toHaveBeenCalledWith('o1', true)
  })

  it('is left alone by whoever goes elsewhere, comes too late, or has heard the end', () => {
    keepUnfinished('o1')
    enter('pkg-goods/product/product')
    expect(stored).toEqual({})
    keepUnfinished('o1')
    vi.advanceTimersByTime(31 * 60_000)
    enter('pages/home/home')
    keepUnfinished('o1')
    forgetUnfinished()
    enter('pages/home/home')
    expect(places.payResult).not.toHaveBeenCalled()
  })
})
