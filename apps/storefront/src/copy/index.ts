import { ref, shallowReactive } from 'vue'
import { platform } from '#platform'
import zh from './zh.json'

export type Locale = 'zh' | 'en'
/** Chinese is written first, so its keys are the keys: here those of the first pages, in `later.ts` all of them. */
export type CopyKey = keyof typeof zh
type Table = Readonly<Record<string, string>>

const KEY = 'jishi.locale'
const tables = shallowReactive<{ zh: Table; en?: Table }>({ zh })
/** English words that came with a later page: they join the others whenever those are fetched. */
let english: Table = {}

/** Chinese unless the shopper chose otherwise: the goods themselves are described in Chinese. */
export const locale = ref<Locale>('zh')

// Nearly nobody reads English here, so a browser fetches it only for whoever asked; the language changes with its words.
const speak = async (next: Locale): Promise<void> => {
  if (next === 'en') tables.en ??= { ...(await platform.english()), ...english }
  locale.value = next
}

/** Changes the language and keeps the choice; rejects where the words could not be fetched, and nothing has changed then. */
export const chooseLocale = async (next: Locale): Promise<void> => {
  await speak(next)
  platform.write(KEY, next)
}

// Without its words the shop speaks Chinese this once; the choice is kept for the next start.
if (platform.read(KEY) === 'en') speak('en').catch(() => undefined)

/** Adds words that only later pages need; they come with those pages, the English ones too where a package has its own. */
export const learn = (words: Table, inEnglish: Table = {}): void => {
  tables.zh = { ...tables.zh, ...words }
  english = { ...english, ...inEnglish }
  if (tables.en) tables.en = { ...tables.en, ...inEnglish }
}

type Values = Readonly<Record<string, string | number>>

/** The words of a key of any table. Pages use `t`, whose keys the compiler knows to be there. */
export const say = (key: string, values: Values): string =>
  ((tables[locale.value] ?? tables.zh)[key] ?? key).replace(/\{(\w+)\}/g, (place, name: string) =>
    String(values[name] ?? place),
  )

/** The words of a key in the current language, with `{name}` places filled. */
export const t = (key: CopyKey, values: Values = {}): string => say(key, values)
