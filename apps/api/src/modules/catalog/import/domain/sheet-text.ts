import type { ImportFlawCode, SheetColumn } from '@jishi/contracts/catalog/product-import.terms'

/** Something wrong in a file: where, and what fills its sentence. */
export interface SheetFlaw {
  readonly code: ImportFlawCode
  readonly row: number | null
  readonly column: SheetColumn | null
  readonly found?: string | undefined
  readonly most?: number | undefined
}

const CLIP = 60

/** Postgres keeps neither a zero nor half a character. */
const UNSTORABLE = /[\0\p{Cs}]/gu

/** What was found, short enough to be read in a sentence. It is kept as well, so nothing in it may be unstorable. */
export const clipped = (text: string): string => {
  const signs = [...text.replace(UNSTORABLE, '')]
  return signs.length > CLIP ? `${signs.slice(0, CLIP).join('')}…` : signs.join('')
}

const RISKY = /^'*[=+\-@\t\r]/
const QUOTED = /^'+[=+\-@\t\r]/

/**
 * A spreadsheet program takes a text that begins like a formula for one and runs it. An apostrophe in front keeps it text;
 * texts that begin with apostrophes and then like a formula get one more, so that `restored` always gives back what went in.
 */
export const neutralised = (text: string): string => (RISKY.test(text) ? `'${text}` : text)

export const restored = (text: string): string => (QUOTED.test(text) ? text.slice(1) : text)

/** Line ends as we compare and keep them, whatever the program that saved the file made of them. */
export const plainLines = (text: string): string => text.replace(/\r\n?/g, '\n').trim()

/** We keep nothing we could not give back. */
export const isStorable = (text: string): boolean => text.search(UNSTORABLE) === -1

/** What a sheet says of goods that wait for their day. */
export const TIMED = '定时'

/** What people put between names besides strokes and lines. */
export const SIGNS = ',，、;；'

const YES = new Set(['是', 'yes', 'y', 'true', '1', '√', '对'])
const NO = new Set(['否', 'no', 'n', 'false', '0', '×', '不'])

export const yesOrNo = (text: string): boolean | undefined => {
  const word = text.toLowerCase()
  return YES.has(word) ? true : NO.has(word) ? false : undefined
}

export const wholeNumber = (text: string, most: number): number | undefined => {
  const value = /^\d{1,12}(?:\.0+)?$/.test(text) ? Number(text) : Number.NaN
  return value <= most ? value : undefined
}

/** The entries of a cell that holds several, one a line or parted by a stroke. */
export const entriesOf = (text: string, others = ''): string[] =>
  text
    .split(new RegExp(`[|\\n${others}]`))
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')

/** A path of category names as people write it, with any of the usual signs between them. */
export const categoryPath = (text: string): string =>
  text
    .split(/[/>／＞]/)
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .join('/')
