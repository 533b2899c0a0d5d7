import { learn, say } from '@/copy'
import type { CopyKey as LaterKey } from '@/copy/later'
import '@/copy/later'
import en from './en.json'
import zh from './zh.json'

/** The words of invoices, in both languages: they come with this package, so that no other page waits for them. */
export type InvoiceKey = LaterKey | keyof typeof zh

learn(zh, en)

export const t = (key: InvoiceKey, values: Readonly<Record<string, string | number>> = {}): string => say(key, values)
