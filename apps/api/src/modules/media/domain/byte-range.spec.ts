import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sliceOf } from './byte-range.js'

describe('a range of bytes', () => {
  it.each([
    ['bytes=0-0', { from: 0, to: 0 }],
    ['bytes=0-', { from: 0, to: 9 }],
    ['bytes=4-6', { from: 4, to: 6 }],
    ['bytes=4-999', { from: 4, to: 9 }],
    ['bytes=-3', { from: 7, to: 9 }],
    ['bytes=-999', { from: 0, to: 9 }],
    ['bytes=10-', 'beyond'],
    ['bytes=10-12', 'beyond'],
    ['bytes=-0', 'beyond'],
    ['bytes=6-4', undefined],
    ['bytes=-', undefined],
    ['bytes=0-1,4-5', undefined],
    ['bytes=a-b', undefined],
    ['items=0-1', undefined],
    ['bytes=99999999999999999999-', undefined],
    [undefined, undefined],
  ])('%s of ten is %j', (header, slice) => {
    expect(sliceOf(header, 10)).toEqual(slice)
  })

  it('lies inside the file, whatever is asked', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.nat(), fc.nat(1_000), (odd, a, b, size) => {
        for (const header of [odd, `bytes=${a}-${b}`, `bytes=${a}-`, `bytes=-${b}`]) {
          const slice = sliceOf(header, size)
          if (typeof slice === 'object') {
            expect(slice.from).toBeGreaterThanOrEqual(0)
            expect(slice.to).toBeGreaterThanOrEqual(slice.from)
            expect(slice.to).toBeLessThan(size)
          }
        }
      }),
    )
  })
})
