import { learn, say } from '@/copy'
import type { CopyKey as LaterKey } from '@/copy/later'
import '@/copy/later'
import en from './en.json'
import zh from './zh.json'

/** The words of feedback, and of reviews beside those that product pages need too, in both languages: they come with this package. */
type WordKey = LaterKey | keyof typeof zh

learn(zh, en)

export const t = (key: WordKey, values: Readonly<Record<string, string | number>> = {}): string => say(key, values)
