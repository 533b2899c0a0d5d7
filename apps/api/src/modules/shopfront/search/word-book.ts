import type { Tx } from '../../../infra/database/sql.js'
import type { SearchFacts } from '../../catalog/index.js'
import { isHan, plainText } from '../domain/plain-text.js'
import { initialsOfText, soundOf, type Segmenter } from './segmenter.js'

interface Name {
  readonly id: string
  readonly kind: 'brand' | 'category' | 'value' | 'tag'
  readonly name: string
  readonly attributeId: string | null
  readonly attributeName: string | null
  readonly filterable: boolean
  readonly position: number
  readonly hasBelow: boolean
}

const PLAIN = { attributeId: null, attributeName: null, filterable: true, hasBelow: false }

const namesOf = (product: SearchFacts): Name[] => [
  ...(product.brand === null ? [] : [{ ...PLAIN, ...product.brand, kind: 'brand' as const, position: 0 }]),
  ...product.categories.map((category, index) => ({
    ...PLAIN,
    ...category,
    kind: 'category' as const,
    hasBelow: index < product.categories.length - 1,
  })),
  ...product.values.map((value) => ({ ...PLAIN, ...value, kind: 'value' as const })),
  ...product.tags.map(({ shown, ...tag }) => ({ ...PLAIN, ...tag, kind: 'tag' as const, filterable: shown })),
]

/** Keeps the names of what products can be chosen by. Rows are taken in id order, so that two copiers never cross. */
export const keepNames = async (tx: Tx, products: readonly SearchFacts[]): Promise<void> => {
  const names = new Map<string, Name>()
  for (const name of products.flatMap(namesOf)) {
    const known = names.get(name.id)
    names.set(name.id, { ...name, hasBelow: name.hasBelow || known?.hasBelow === true })
  }
  const rows = [...names.values()]
  await tx.execute(
    `insert into search_names as n (id, kind, name, attribute_id, attribute_name, filterable, position, has_below)
     select * from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::boolean[], $7::int[], $8::boolean[])
      as g (id, kind, name, attribute_id, attribute_name, filterable, position, has_below) order by id
     on conflict (id) do update set name = excluded.name, attribute_name = excluded.attribute_name,
       filterable = excluded.filterable, position = excluded.position, has_below = n.has_below or excluded.has_below
      where (n.name, n.attribute_name, n.filterable, n.position, n.has_below)
         is distinct from (excluded.name, excluded.attribute_name, excluded.filterable, excluded.position, n.has_below or excluded.has_below)`,
    [
      rows.map(({ id }) => id),
      rows.map(({ kind }) => kind),
      rows.map(({ name }) => name),
      rows.map(({ attributeId }) => attributeId),
      rows.map(({ attributeName }) => attributeName),
      rows.map(({ filterable }) => filterable),
      rows.map(({ position }) => position),
      rows.map(({ hasBelow }) => hasBelow),
    ],
  )
}

interface Word {
  readonly word: string
  readonly kind: 'brand' | 'category' | 'word'
  readonly categoryId: string | null
  readonly weight: number
}

const WEIGHTS = { brand: 40, category: 30, keyword: 20, title: 10 } as const

const wordsOf = (product: SearchFacts, segmenter: Segmenter): Word[] => {
  const { brand, categories, keywords, title, categoryId } = product
  const word = (weight: number) => (text: string) => ({
    word: plainText(text),
    kind: 'word' as const,
    categoryId,
    weight,
  })
  return [
    ...(brand === null
      ? []
      : [{ word: plainText(brand.name), kind: 'brand' as const, categoryId: null, weight: WEIGHTS.brand }]),
    ...categories.map(({ id, name }) => ({
      word: plainText(name),
      kind: 'category' as const,
      categoryId: id,
      weight: WEIGHTS.category,
    })),
    ...keywords.map(word(WEIGHTS.keyword)),
    // What may be put in the place of a misspelt word must be a word, not a single sign.
    ...segmenter
      .terms(title)
      .filter((term) => term.length >= 2 && (isHan(term) || /^\p{L}/u.test(term)))
      .map(word(WEIGHTS.title)),
  ].filter(({ word: text }) => text !== '' && text.length <= 40)
}

/** A word already known is touched once a day at most: the book says what words there are, not how often. */
export const keepWords = async (
  tx: Tx,
  products: readonly SearchFacts[],
  segmenter: Segmenter,
  now: string,
): Promise<void> => {
  const words = new Map<string, Word>()
  for (const word of products.flatMap((product) => wordsOf(product, segmenter))) {
    if ((words.get(word.word)?.weight ?? 0) < word.weight) words.set(word.word, word)
  }
  const rows = [...words.values()]
  await tx.execute(
    `insert into search_words as w (word, kind, pinyin, initials, category_id, weight, seen_at)
     select word, kind, pinyin, initials, category_id, weight, $7
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::int[])
         as g (word, kind, pinyin, initials, category_id, weight) order by word
     on conflict (word) do update set
       kind = case when excluded.weight > w.weight then excluded.kind else w.kind end,
       category_id = case when excluded.weight > w.weight then excluded.category_id else w.category_id end,
       weight = greatest(w.weight, excluded.weight), pinyin = excluded.pinyin, initials = excluded.initials, seen_at = excluded.seen_at
      where excluded.weight > w.weight or w.seen_at < excluded.seen_at - interval '1 day'`,
    [
      rows.map(({ word }) => word),
      rows.map(({ kind }) => kind),
      rows.map(({ word }) => soundOf(word)),
      rows.map(({ word }) => initialsOfText(word)),
      rows.map(({ categoryId }) => categoryId),
      rows.map(({ weight }) => weight),
      now,
    ],
  )
}
