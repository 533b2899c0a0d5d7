import { fen, sumFen } from '@jishi/kernel/money'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { keptLines, type StandingLine } from './kept-lines.js'

const pieces = fc.record({ skuLabel: fc.constantFrom('红', '蓝', '绿'), qty: fc.integer({ min: 1, max: 4 }) })
const line: fc.Arbitrary<StandingLine> = fc.record({
  title: fc.constant('杯子'),
  skuLabel: fc.constant('白'),
  qty: fc.integer({ min: 0, max: 9 }),
  amountFen: fc.integer({ min: 0, max: 99_999 }).map(fen),
  exchanged: fc.array(pieces, { maxLength: 3 }),
})

it('keeps every fen and every piece, whatever was exchanged', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 4 }), (lines) => {
      const kept = keptLines(lines)
      expect(sumFen(kept.map(({ amountFen }) => amountFen))).toBe(sumFen(lines.map(({ amountFen }) => amountFen)))
      const count = (of: readonly { qty: number }[]): number => of.reduce((sum, { qty }) => sum + qty, 0)
      expect(count(kept)).toBe(count(lines))
    }),
  )
})

it('names exchanged pieces by what the buyer has now', () => {
  const sold = { title: '杯子', skuLabel: '白', qty: 3, amountFen: fen(3_100), exchanged: [{ skuLabel: '红', qty: 1 }] }
  expect(keptLines([sold]).map(({ skuLabel, qty }) => [skuLabel, qty])).toEqual([
    ['白', 2],
    ['红', 1],
  ])
  expect(keptLines([{ ...sold, qty: 1 }])).toEqual([{ title: '杯子', skuLabel: '红', qty: 1, amountFen: 3_100 }])
  expect(keptLines([{ ...sold, qty: 0, amountFen: fen(0) }])).toEqual([])
})
