import { isId } from '@jishi/kernel/id'

export type ListKey = string | number

/** In which way a list came about; a page goes on in the way the first one took. */
export const LIST_WAYS = ['asked', 'fewer_words', 'similar', 'best_sellers'] as const
export type ListWay = (typeof LIST_WAYS)[number]

/** Where a list goes on: what it was made of and the keys of the last row that was shown. */
export interface ListPosition {
  readonly sort: string
  /** Fingerprint of filters and question: a cursor is of one list only. */
  readonly stamp: string
  readonly way: ListWay
  /** Words the shop put in the place of the asked ones. */
  readonly words: readonly string[]
  readonly keys: readonly ListKey[]
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})$/
const MAX_WORDS = 8
const MAX_WORD = 60

const FITS: Readonly<Record<string, (key: unknown) => boolean>> = {
  bigint: (key) => Number.isSafeInteger(key),
  uuid: isId,
  timestamptz: (key) => typeof key === 'string' && INSTANT.test(key) && !Number.isNaN(Date.parse(key)),
}

export const listCursorOf = ({ sort, stamp, way, words, keys }: ListPosition): string =>
  Buffer.from(JSON.stringify([sort, stamp, way, words, keys]), 'utf8').toString('base64url')

const parsed = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

const areWords = (words: unknown): words is string[] =>
  Array.isArray(words) &&
  words.length <= MAX_WORDS &&
  words.every((word) => typeof word === 'string' && word.length > 0 && word.length <= MAX_WORD)

const isWay = (way: unknown): way is ListWay => LIST_WAYS.some((known) => known === way)

/** The position of a cursor of this list, its keys still unproved; undefined for anything else. */
export const listPositionOf = (cursor: string, sort: string, stamp: string): ListPosition | undefined => {
  const content = parsed(cursor)
  if (!Array.isArray(content) || content.length !== 5) return undefined
  const [ofSort, ofStamp, way, words, keys] = content as unknown[]
  if (ofSort !== sort || ofStamp !== stamp || !isWay(way) || !areWords(words) || !Array.isArray(keys)) return undefined
  return { sort, stamp, way, words, keys: keys as ListKey[] }
}

/** Whether keys are of these types, so that they can be compared in SQL without a failing cast. */
export const keysFit = (keys: readonly unknown[], types: readonly string[]): boolean =>
  keys.length === types.length && keys.every((key, index) => FITS[types[index] ?? '']?.(key) === true)
