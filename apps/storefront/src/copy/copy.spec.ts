import { describe, expect, it } from 'vitest'
import rest from './en.json'
import { chooseLocale, t } from './index'
import first from './zh.json'
import later from './zh-later.json'
import saleEn from '../pkg-order/after-sale/en.json'
import sale from '../pkg-order/after-sale/zh.json'
import goodsEn from '../pkg-goods/words/en.json'
import goods from '../pkg-goods/words/zh.json'
import ordersEn from '../pkg-order/words/en.json'
import orders from '../pkg-order/words/zh.json'

const zh = { ...first, ...later, ...sale, ...orders, ...goods }
const en = { ...rest, ...saleEn, ...ordersEn, ...goodsEn }

const places = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort()

describe('copy', () => {
  it('has the same keys in both languages', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
  })

  it('says each thing in one table only', () => {
    expect(Object.keys(later).filter((key) => key in first)).toEqual([])
    expect(Object.keys({ ...sale, ...orders, ...goods }).filter((key) => key in first || key in later)).toEqual([])
  })

  it('fills the same places in both languages', () => {
    const english = en as Record<string, string>
    for (const [key, text] of Object.entries(zh))
      expect([key, ...places(english[key] ?? '')]).toEqual([key, ...places(text)])
  })

  it('fills places and follows the chosen language', async () => {
    expect(t('common.pieces', { n: 3 })).toBe('共 3 件')
    await chooseLocale('en')
    expect(t('common.pieces', { n: 3 })).toBe('3 pieces')
    await chooseLocale('zh')
  })
})
