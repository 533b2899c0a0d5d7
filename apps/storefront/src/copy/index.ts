import { ref } from 'vue'
import { platform } from '#platform'
import en from './en.json'
import zh from './zh.json'

export type Locale = 'zh' | 'en'
/** Chinese is written first, so its keys are the keys. */
export type CopyKey = keyof typeof zh

const KEY = 'jishi.locale'
const tables: Record<Locale, Record<CopyKey, string>> = { zh, en }

const chosen = (): Locale => {
  const kept = platform.read(KEY)
  return kept === 'en' || kept === 'zh' ? kept : 'zh'
}

/** Chinese unless the shopper chose otherwise: the goods themselves are described in Chinese. */
export const locale = ref<Locale>(chosen())

export const chooseLocale = (next: Locale): void => {
  locale.value = next
  platform.write(KEY, next)
}

/** The words of a key in the current language, with `{name}` places filled. */
export const t = (key: CopyKey, values: Record<string, string | number> = {}): string =>
  tables[locale.value][key].replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place))
