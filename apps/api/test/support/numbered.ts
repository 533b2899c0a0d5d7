import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const API = fileURLToPath(new URL('../../', import.meta.url))
const HOMES = ['src', 'test'].map((home) => join(API, home))

/** The numbers a title begins with: `#12 #13 of another payment`, `#10 T42: is a task`. */
const TAGS = /^(?:[#T]\d{1,2}[ :,]+)+/
/** A string that opens the brackets of a call, or a line, and begins with a number; what is skipped or still to do proves nothing. */
const TITLES = /(?:(?<!\.(?:skip|todo|fails))\(|^)\s*(['"`])([#T]\d(?:\\.|(?!\1)[^\\])*)\1/gm

export interface NumberedTitle {
  readonly file: string
  readonly title: string
  readonly tags: readonly string[]
}

const specsIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.spec.ts'))
    .map((name) => join(folder, name))

/** The tags of one title, as `#12` and `T42`. */
export const tagsOf = (title: string): string[] => (TAGS.exec(title)?.[0] ?? '').match(/[#T]\d{1,2}/g) ?? []

/** Every title of our specs that carries a number, as it stands in the code. */
export const numberedTitles = (): NumberedTitle[] =>
  HOMES.flatMap(specsIn).flatMap((path) => {
    const titles = [...readFileSync(path, 'utf8').matchAll(TITLES)].map((found) => found[2] ?? '')
    return titles.flatMap((title) => {
      const tags = tagsOf(title)
      return tags.length === 0 ? [] : [{ file: relative(API, path), title, tags }]
    })
  })
