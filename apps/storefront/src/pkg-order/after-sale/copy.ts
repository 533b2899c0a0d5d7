import { learn, say } from '@/copy'
import type { OrderKey } from '../words/copy'
import '../words/copy'
import en from './en.json'
import zh from './zh.json'

/** The words of after-sales, in both languages: they come with this package, so that no other page waits for them. */
export type SaleKey = OrderKey | keyof typeof zh

learn(zh, en)

export const t = (key: SaleKey, values: Readonly<Record<string, string | number>> = {}): string => say(key, values)
