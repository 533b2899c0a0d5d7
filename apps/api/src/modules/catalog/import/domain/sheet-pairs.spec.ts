import { instantOf } from '@jishi/kernel/time'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pairsOf, pairsText, valuesOf, valuesText } from './sheet-pairs.js'
import { sheetTime, sheetTimeText } from './sheet-time.js'

const text = fc
  .oneof(fc.stringMatching(/^[|=＝:：、，,;；\\ab\n ]{1,12}$/), fc.string({ unit: 'grapheme', maxLength: 12 }))
  .map((given) => given.trim())
const name = text.filter((given) => given !== '')

describe('a cell of named things', () => {
  it('is read as it was written, whatever signs are in it', () => {
    const pairs = fc.array(fc.record({ name, value: text }), { maxLength: 4 })
    fc.assert(
      fc.property(pairs, (given) => {
        expect(pairsOf(pairsText(given))).toEqual(given)
      }),
    )
    fc.assert(
      fc.property(fc.array(name, { maxLength: 4 }), (given) => {
        expect(valuesOf(valuesText(given))).toEqual(given)
      }),
    )
  })

  it.each([
    [
      '产地=云南|等级：一级',
      [
        ['产地', '云南'],
        ['等级', '一级'],
      ],
    ],
    [
      '包邮\n坏果包赔: 签收 24 小时内\n',
      [
        ['包邮', ''],
        ['坏果包赔', '签收 24 小时内'],
      ],
    ],
    ['比例=1:2', [['比例', '1:2']]],
    ['a\\=b=c', [['a=b', 'c']]],
    ['C:\\dir', [['C', '\\dir']]],
    [' | ', []],
  ])('%j holds %j', (given, pairs) => {
    expect(pairsOf(given).map((pair) => [pair.name, pair.value])).toEqual(pairs)
  })
})

describe('a moment in a cell', () => {
  it.each([
    ['2026-12-01 09:30', '2026-12-01T01:30:00.000Z'],
    ['2026/12/1 9:30', '2026-12-01T01:30:00.000Z'],
    ['2026-12-01', '2026-11-30T16:00:00.000Z'],
    ['2026-12-01 09:30:05', '2026-12-01T01:30:05.000Z'],
    ['2026-02-30 09:30', undefined],
    ['2026-12-01 24:00', undefined],
    ['明天', undefined],
  ])('%s is %s', (given, at) => {
    expect(sheetTime(given)).toBe(at === undefined ? undefined : instantOf(at))
  })

  it('is read as it was written', () => {
    for (const given of ['2026-12-01 09:30', '2026-12-01 09:30:05'])
      expect(sheetTimeText(sheetTime(given) ?? instantOf('1970-01-01T00:00:00.000Z'))).toBe(given)
  })
})
