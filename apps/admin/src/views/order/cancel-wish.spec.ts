import { describe, expect, it } from 'vitest'
import { chosenLines } from './cancel-wish'

const lines = [
  { id: 'a', title: '苹果', skuLabel: '', waiting: 2 },
  { id: 'b', title: '梨', skuLabel: '', waiting: 1 },
]

describe('what is chosen to be cancelled', () => {
  it('is everything without naming it, some pieces by name, or nothing', () => {
    expect(
      chosenLines(
        lines,
        new Map([
          ['a', 2],
          ['b', 1],
        ]),
      ),
    ).toEqual({})
    expect(
      chosenLines(
        lines,
        new Map([
          ['a', 1],
          ['b', 0],
        ]),
      ),
    ).toEqual({ lines: [{ lineId: 'a', qty: 1 }] })
    expect(chosenLines(lines, new Map())).toBeNull()
  })
})
