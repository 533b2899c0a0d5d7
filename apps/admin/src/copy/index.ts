import { shallowRef } from 'vue'
import { kept } from '@/stores/kept'
import { en } from './en'
import { zh } from './zh'

export const LOCALES = ['zh', 'en'] as const
export type Locale = (typeof LOCALES)[number]
export type CopyKey = keyof typeof zh

const words: Record<Locale, Record<CopyKey, string>> = { zh, en }
const stored = kept('language', LOCALES, 'zh')

export const locale = shallowRef<Locale>(stored.read())

export const setLocale = (chosen: Locale): void => {
  locale.value = chosen
  stored.write(chosen)
}

/** The words under a key, with `{name}` replaced; reading it in a template follows the chosen language. */
export const t = (key: CopyKey, values: Record<string, string | number> = {}): string =>
  words[locale.value][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
