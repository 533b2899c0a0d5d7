import type { SearchFacts } from '../../catalog/index.js'
import type { Segmenter } from './segmenter.js'

/** Where a word must stand for a product to be found by it: the title, the title or a name of it, or anywhere at all. */
export type Standing = 'title' | 'named' | 'anywhere'

/** Sounds live beside words: a prefix keeps `pg` the first letters apart from `pg` the word. */
export const FULL_SOUND = 'p:'
export const INITIALS = 'i:'
/**
 * A word of the title stands once more under a mark of its own, and so does a word of a name. Weights would say the same,
 * but an index knows nothing of weights: every row of a common character would be read to learn that it is no word of the
 * title, and the planner would take the rare for common.
 */
const IN_TITLE = 't:'
const IN_NAME = 'n:'

export const MARKS: Readonly<Record<Standing, readonly string[]>> = {
  title: [IN_TITLE],
  named: [IN_TITLE, IN_NAME],
  anywhere: [''],
}

const quoted = (lexeme: string): string => `'${lexeme.replace(/['\\]/g, (sign) => sign + sign)}'`

/** The words of a product as a tsvector. Where and how often words stand is never asked, so they carry no positions. */
export const vectorOf = (product: SearchFacts, segmenter: Segmenter): string => {
  const lexemes = new Set<string>()
  const add = (words: readonly string[], ...marks: readonly string[]): void => {
    for (const word of words) for (const mark of marks) lexemes.add(mark + word)
  }
  const addWithSounds = (text: string, mark: string): void => {
    const { full, initials } = segmenter.sounds(text)
    add(segmenter.words(text), '', mark)
    for (const sound of full) add([FULL_SOUND + sound], '', mark)
    for (const letters of initials) add([INITIALS + letters], '', mark)
  }
  addWithSounds(product.title, IN_TITLE)
  for (const name of namesOf(product)) addWithSounds(name, IN_NAME)
  for (const text of [product.title, ...namesOf(product)]) add(segmenter.pieces(text), '')
  for (const text of textsOf(product)) add(segmenter.words(text), '')
  return [...lexemes].map(quoted).join(' ')
}

/** What a product is called by besides its title. */
export const namesOf = ({ brand, categories, keywords, tags }: SearchFacts): string[] => [
  ...(brand === null ? [] : [brand.name]),
  ...categories.map(({ name }) => name),
  ...keywords,
  ...tags.map(({ name }) => name),
]

const textsOf = ({ subtitle, values, origin }: SearchFacts): string[] => [
  subtitle,
  ...values.map(({ name }) => name),
  ...(origin === null ? [] : [origin]),
]
