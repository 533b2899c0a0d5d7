import { expect, it } from 'vitest'
import { en } from './en'
import { setLocale, t } from './index'
import { zh } from './zh'

const names = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name)).sort()

it('has the same keys and the same gaps in both languages', () => {
  expect(Object.keys(en)).toEqual(Object.keys(zh))
  for (const [key, words] of Object.entries(zh))
    expect([key, names(en[key as keyof typeof zh])]).toEqual([key, names(words)])
})

it('speaks the chosen language and fills the gaps', () => {
  expect(t('list.page', { n: 3 })).toBe('第 3 页')
  setLocale('en')
  expect(t('list.page', { n: 3 })).toBe('Page 3')
  setLocale('zh')
})
