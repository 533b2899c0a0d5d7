import { describe, expect, it } from 'vitest'
import { packed } from './waiting-lines'

const line = (id: string, waiting: number) => ({ id, title: id, skuLabel: '', waiting })
const lines = [line('apples', 3), line('bread', 1)]

describe('the pieces of a parcel', () => {
  it('are not named where everything goes', () => {
    expect(
      packed(
        lines,
        new Map([
          ['apples', 3],
          ['bread', 1],
        ]),
      ),
    ).toBeUndefined()
    expect(packed([], new Map())).toBeUndefined()
  })
  it('are those that were chosen', () => {
    expect(
      packed(
        lines,
        new Map([
          ['apples', 2],
          ['bread', 0],
        ]),
      ),
    ).toEqual([{ lineId: 'apples', qty: 2 }])
  })
  it('are nothing where none was chosen', () => {
    expect(packed(lines, new Map())).toBe('nothing')
  })
})
