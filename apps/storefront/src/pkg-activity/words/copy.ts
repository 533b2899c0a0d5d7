import { learn, say } from '@/copy'
import type { CopyKey as FirstKey } from '@/copy'
import en from './en.json'
import zh from './zh.json'

/** The words of activities, in both languages: they come with this package, so that no other page waits for them. */
export type ActivityKey = FirstKey | keyof typeof zh

learn(zh, en)

export const t = (key: ActivityKey, values: Readonly<Record<string, string | number>> = {}): string => say(key, values)
