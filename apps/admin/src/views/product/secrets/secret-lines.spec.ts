import { describe, expect, it } from 'vitest'
import { faultCounts, linesOf, withoutFlawed } from './secret-lines'

describe('a pasted list of codes', () => {
  it('is one code a line, whatever ends the lines and begins the file', () => {
    expect(linesOf('\uFEFFA-1\r\n A-2 \r\rB\n\n')).toEqual(['A-1', 'A-2', 'B'])
    expect(linesOf(' \n ')).toEqual([])
  })

  it('goes on without the rows that cannot be taken', () => {
    const flaws = [
      { row: 2, code: 'DUPLICATE' as const },
      { row: 4, code: 'KNOWN' as const },
      { row: 5, code: 'KNOWN' as const },
    ]
    expect(withoutFlawed(['a', 'a', 'b', 'c', 'd'], flaws)).toEqual(['a', 'b'])
    expect(faultCounts(flaws)).toEqual([
      { code: 'KNOWN', count: 2 },
      { code: 'DUPLICATE', count: 1 },
    ])
  })
})
