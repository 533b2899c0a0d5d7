import type { CopyKey } from '@/copy'

/** What of a form cannot be read: the words to show, by the path under which the server would name the field. */
export type Flaws = Map<string, CopyKey>

/** The value that was read, or a stand-in with the flaw noted where nothing could be. */
export const need = <Value>(
  flaws: Flaws,
  path: string,
  value: Value | undefined,
  words: CopyKey,
  otherwise: Value,
): Value => {
  if (value !== undefined) return value
  flaws.set(path, words)
  return otherwise
}

const MOST_COUNT = 10_000_000
/** A whole number above zero, at most ten million, as it is typed. */
export const countOf = (text: string): number | undefined =>
  /^[1-9]\d{0,7}$/.test(text.trim()) && Number(text) <= MOST_COUNT ? Number(text) : undefined

/** The flaws of fields that may not be empty. */
export const emptyFlaws = (fields: Readonly<Record<string, string>>, words: CopyKey): Flaws =>
  new Map(Object.entries(fields).flatMap(([path, text]) => (text.trim() === '' ? [[path, words] as const] : [])))
