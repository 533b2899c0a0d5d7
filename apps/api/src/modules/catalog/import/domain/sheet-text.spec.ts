import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodedText, delimiterOf } from './decode-text.js'
import { headerOf } from './sheet-header.js'
import { rowOf } from './sheet-row.js'
import {
  categoryPath,
  clipped,
  entriesOf,
  isStorable,
  neutralised,
  restored,
  wholeNumber,
  yesOrNo,
} from './sheet-text.js'

describe('a text on its way through a spreadsheet program', () => {
  const risky = fc.stringMatching(/^'{0,3}[=+\-@\t\r]?.{0,10}$/)

  it('never begins like a formula, and comes back as it went in', () => {
    fc.assert(
      fc.property(fc.oneof(risky, fc.string({ unit: 'grapheme' })), (text) => {
        expect(neutralised(text)).not.toMatch(/^[=+\-@\t\r]/)
        expect(restored(neutralised(text))).toBe(text)
      }),
    )
  })

  it.each([
    ['=1+1', "'=1+1"],
    ["'=1", "''=1"],
    ["it's", "it's"],
    ["'quoted'", "'quoted'"],
    ['29.90', '29.90'],
  ])('%s is written %s', (text, written) => {
    expect(neutralised(text)).toBe(written)
  })
})

describe('what people write in cells', () => {
  it('is read with its usual signs', () => {
    expect([yesOrNo('是'), yesOrNo('No'), yesOrNo('√'), yesOrNo('也许')]).toEqual([true, false, true, undefined])
    expect([wholeNumber('12', 20), wholeNumber('12.0', 20), wholeNumber('21', 20), wholeNumber('1.5', 20)]).toEqual([
      12,
      12,
      undefined,
      undefined,
    ])
    expect(entriesOf(' a | b\n\nc ')).toEqual(['a', 'b', 'c'])
    expect(entriesOf('a，b、c', '，、')).toEqual(['a', 'b', 'c'])
    expect([categoryPath('水果 > 苹果'), categoryPath(' 水果/ 苹果 /')]).toEqual(['水果/苹果', '水果/苹果'])
  })
})

describe('the bytes of a csv', () => {
  it.each(['utf8', 'utf16le'] as const)('are read in %s, marked', (encoding) => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decodedText(Buffer.from(`\ufeff${text}`, encoding))).toBe(text)
      }),
    )
  })

  it('show what parts their cells', () => {
    expect([delimiterOf('a,b,c\n1;2;3;4'), delimiterOf('a;b'), delimiterOf('a\tb'), delimiterOf('')]).toEqual([
      ',',
      ';',
      '\t',
      ',',
    ])
  })
})

describe('the row of column names', () => {
  it('is read however it is decorated', () => {
    const { header, flaws } = headerOf(['商品编码*', ' SKU 编码', '重量（克）', '体积', 'Title', ''])
    expect(header).toEqual(['productCode', 'skuCode', 'weight', 'volume', 'title', null])
    expect(flaws).toEqual([])
  })

  it('refuses what would be lost unseen', () => {
    expect(headerOf(['商品编码', 'SKU编码', '库存']).flaws).toEqual([
      { code: 'COLUMN_UNKNOWN', row: 1, column: null, found: '库存' },
    ])
    expect(headerOf(['P-1', 'S-1']).flaws.map(({ code }) => code)).toEqual(['HEADER_MISSING'])
  })
})

describe('a line', () => {
  const header = ['productCode', 'skuCode', null] as const

  it('without anything in it is none', () => {
    expect(rowOf({ row: 2, cells: ['', ' ', ''], odd: [] }, header)).toBeUndefined()
  })

  it('tells what cannot be kept, where it stands', () => {
    const row = rowOf({ row: 2, cells: ['a\0', '', 'x'], odd: [] }, header)
    expect(row?.flaws.map(({ column, code }) => [column, code])).toEqual([
      ['productCode', 'CELL_UNREADABLE'],
      [null, 'CELL_BEYOND'],
      ['skuCode', 'CELL_NEEDED'],
    ])
  })
})

it('takes no picture for a text because it happens to decode', () => {
  expect(decodedText(Buffer.from('商品编码,标题'))).toBe('商品编码,标题')
  expect(decodedText(Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'))).toBeUndefined()
})

it('shows of what was found only whole characters that can be kept', () => {
  expect(clipped('🚚'.repeat(60))).toBe('🚚'.repeat(60))
  expect(clipped(`${'a'.repeat(59)}🚚b`)).toBe(`${'a'.repeat(59)}🚚…`)
  const broken = ['a', String.fromCharCode(0), 'b', String.fromCharCode(0xd83d), 'c'].join('')
  expect([isStorable(broken), isStorable(broken), clipped(broken)]).toEqual([false, false, 'abc'])
})
