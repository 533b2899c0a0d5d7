import { describe, expect, it } from 'vitest'
import rest from './en.json'
import { chooseLocale, t } from './index'
import first from './zh.json'
import later from './zh-later.json'

type Table = Record<string, string>
/** The words that packages bring themselves. */
const chinese = import.meta.glob<Table>('../pkg-*/*/zh.json', { eager: true, import: 'default' })
const english = import.meta.glob<Table>('../pkg-*/*/en.json', { eager: true, import: 'default' })

const tables: Table[] = [first, later, ...Object.values(chinese)]
const zh: Table = Object.assign({}, ...tables) as Table
const en: Table = Object.assign({}, rest, ...Object.values(english)) as Table

const places = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort()

describe('copy', () => {
  it('has the same keys in both languages', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
  })

  it('says each thing in one table only', () => {
    const all = tables.flatMap((table) => Object.keys(table))
    expect(all.filter((key, n) => all.indexOf(key) !== n)).toEqual([])
  })

  it('fills the same places in both languages', () => {
    for (const [key, text] of Object.entries(zh))
      expect([key, ...places(en[key] ?? '')]).toEqual([key, ...places(text)])
  })

  it('fills places and follows the chosen language', async () => {
    expect(t('time.today', { clock: '08:12' })).toBe('今天 08:12')
    await chooseLocale('en')
    expect(t('time.today', { clock: '08:12' })).toBe('Today 08:12')
    await chooseLocale('zh')
  })
})
