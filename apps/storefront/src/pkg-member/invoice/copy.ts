import { learn, say } from '@/copy'
import type { WordKey } from '../words/copy'
import '../words/copy'
import en from './en.json'
import zh from './zh.json'

/** The words of invoices, in both languages: they come with this package, so that no other page waits for them. */
export type InvoiceKey = WordKey | keyof typeof zh

learn(zh, en)

export const t = (key: InvoiceKey, values: Readonly<Record<string, string | number>> = {}): string => say(key, values)
