import type { Marks, Suggestions } from '@jishi/contracts/shopfront/search.schema'
import type { Sql } from '../../../infra/database/sql.js'
import { plainText } from '../domain/plain-text.js'

interface Row {
  readonly words: string
  readonly categoryId: string | null
  readonly categoryName: string | null
}

/** LIKE takes its wildcards literally: plain text has none but letters and digits. */
const prefixOf = (plain: string): string => `${plain}%`

/** Each way of beginning looks at so many words at most. */
const LOOKED_AT = 200

/**
 * Words that begin with what was typed, by their signs, their sound or their first letters, and what people found something
 * by. A brand or a category comes before a word of goods, a shorter word before a longer one.
 */
export const suggestionsOf = async (reader: Sql, text: string, limit: number): Promise<Suggestions> => {
  const plain = plainText(text)
  if (plain === '') return { items: [] }
  const sound = plain.replace(/ /g, '')
  const rows = await reader.rows<Row>(
    `with begun as (
       (select word, category_id, weight + 5 as weight from search_words where word like $1 order by weight desc limit ${LOOKED_AT})
       union all (select word, category_id, weight from search_words where pinyin like $2 order by weight desc limit ${LOOKED_AT})
       union all (select word, category_id, weight - 5 from search_words where length($3) > 2 and initials like $3 order by weight desc limit ${LOOKED_AT})
       union all (select words, null, 25 + least(max(askers), 20) from search_days
                   where day > current_date - 7 and words like $1 and found group by words having max(askers) > 2 limit ${LOOKED_AT})
     ), best as (
       select word, max(weight) as weight, (array_agg(category_id order by weight desc) filter (where category_id is not null))[1] as category_id
         from begun group by word order by max(weight) desc, length(word), word limit $4
     )
     select b.word as words, n.id as "categoryId", n.name as "categoryName" from best b
       left join search_names n on n.id = b.category_id and n.kind = 'category' and n.name <> b.word
      order by b.weight desc, length(b.word), b.word`,
    [prefixOf(plain), prefixOf(sound), prefixOf(sound), limit],
  )
  return { items: rows.map((row) => ({ ...row, marks: marksOf(row.words, plain) })) }
}

const marksOf = (words: string, plain: string): Marks => (words.startsWith(plain) ? [[0, plain.length]] : [])
