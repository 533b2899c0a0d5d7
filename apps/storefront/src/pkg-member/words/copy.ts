import { learn, say } from '@/copy'
import type { CopyKey as LaterKey } from '@/copy/later'
import '@/copy/later'
import en from './en.json'
import zh from './zh.json'

/** What only a member's own pages say, in both languages: it comes with this package, so that no other page waits for it. */
export type WordKey = LaterKey | keyof typeof zh

learn(zh, en)

export const t = (key: WordKey, values: Readonly<Record<string, string | number>> = {}): string => say(key, values)
