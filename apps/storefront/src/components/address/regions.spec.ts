import { describe, expect, it } from 'vitest'
import { chosen, choicesUnder, pathOf, pathText, type Provinces } from './regions'

const provinces: Provinces = [
  [
    '310000',
    '上海市',
    [
      [
        '310100',
        '上海市',
        [
          ['310115', '浦东新区'],
          ['310101', '黄浦区'],
        ],
      ],
    ],
  ],
  [
    '330000',
    '浙江省',
    [
      ['330100', '杭州市', [['330106', '西湖区']]],
      ['330200', '宁波市', [['330203', '海曙区']]],
    ],
  ],
]
const shanghai = { code: '310000', name: '上海市' }
const zhejiang = { code: '330000', name: '浙江省' }

describe('regions', () => {
  it('offers the level below what is chosen', () => {
    expect(choicesUnder(provinces, []).map(({ name }) => name)).toEqual(['上海市', '浙江省'])
    expect(choicesUnder(provinces, [zhejiang]).map(({ name }) => name)).toEqual(['杭州市', '宁波市'])
    expect(choicesUnder(provinces, pathOf(provinces, '330106'))).toEqual([])
  })

  it('passes over the only city of a municipality, but never chooses a county by itself', () => {
    expect(chosen(provinces, [], shanghai).map(({ code }) => code)).toEqual(['310000', '310100'])
    expect(chosen(provinces, [zhejiang], { code: '330200', name: '宁波市' })).toHaveLength(2)
  })

  it('finds the way to a county and does not say a municipality twice', () => {
    expect(pathText(pathOf(provinces, '310115'))).toBe('上海市 浦东新区')
    expect(pathText(pathOf(provinces, '330203'))).toBe('浙江省 宁波市 海曙区')
    expect(pathOf(provinces, '999999')).toEqual([])
  })
})
