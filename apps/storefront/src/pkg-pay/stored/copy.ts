import { learn, say } from '@/copy'
import type { CopyKey as LaterKey } from '@/copy/later'
import '@/copy/later'
import en from './en.json'
import zh from './zh.json'

/** The words of stored value, in both languages: they come with this package. */
export type StoredKey = LaterKey | keyof typeof zh

learn(zh, en)

export const t = (key: StoredKey, values: Readonly<Record<string, string | number>> = {}): string => say(key, values)
