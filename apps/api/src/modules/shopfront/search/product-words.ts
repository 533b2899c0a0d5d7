import type { SearchFacts } from '../../catalog/index.js'
import type { Segmenter } from './segmenter.js'

export type Weight = 'A' | 'B' | 'C' | 'D'

/** Sounds live beside words: a prefix keeps `pg` the first letters apart from `pg` the word. */
export const FULL_SOUND = 'p:'
export const INITIALS = 'i:'

const quoted = (lexeme: string): string => `'${lexeme.replace(/['\\]/g, (sign) => sign + sign)}'`

/**
 * The words of a product as a tsvector, weighed by where they stand: A the title, B brand, category and keywords, C pieces
 * of all these, D what else is said of it. A position stands for its weight only; where words stand is never asked.
 */
export const vectorOf = (product: SearchFacts, segmenter: Segmenter): string => {
  const weights = new Map<string, Set<Weight>>()
  const add = (lexemes: readonly string[], weight: Weight): void => {
    for (const lexeme of lexemes) {
      const given = weights.get(lexeme) ?? new Set<Weight>()
      weights.set(lexeme, given.add(weight))
    }
  }
  const addSounds = (text: string, weight: Weight): void => {
    const { full, initials } = segmenter.sounds(text)
    add(
      full.map((sound) => FULL_SOUND + sound),
      weight,
    )
    add(
      initials.map((letters) => INITIALS + letters),
      weight,
    )
  }
  add(segmenter.words(product.title), 'A')
  addSounds(product.title, 'A')
  for (const name of namesOf(product)) {
    add(segmenter.words(name), 'B')
    addSounds(name, 'B')
  }
  for (const text of [product.title, ...namesOf(product)]) add(segmenter.pieces(text), 'C')
  for (const text of textsOf(product)) add(segmenter.words(text), 'D')
  return [...weights].map(([lexeme, given]) => `${quoted(lexeme)}:${positions(given)}`).join(' ')
}

const PLACES: Readonly<Record<Weight, string>> = { A: '1A', B: '2B', C: '3C', D: '4' }
const positions = (weights: ReadonlySet<Weight>): string => [...weights].map((weight) => PLACES[weight]).join(',')

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
