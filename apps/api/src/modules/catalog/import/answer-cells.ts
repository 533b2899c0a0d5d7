import type { AttributeAnswer } from '@jishi/contracts/catalog/catalog-editing.schema'
import { each, Wrong } from './cell-readers.js'
import { pairsOf, valuesOf, type Pair } from './domain/sheet-pairs.js'
import { clipped } from './domain/sheet-text.js'
import type { SheetAttribute } from './mentioned.js'
import type { SheetNames } from './sheet-names.js'

const answerOf = ({ name, value }: Pair, attribute: SheetAttribute | undefined): AttributeAnswer | Wrong => {
  if (attribute === undefined) return new Wrong('ATTRIBUTE_UNKNOWN', clipped(name))
  const { id: attributeId, kind, values } = attribute
  if (value === '') return new Wrong('PAIR_INCOMPLETE', clipped(name))
  if (kind === 'text') return { attributeId, valueIds: [], words: value }
  const idOf = (wanted: string) => values.find((known) => known.name === wanted)?.id
  // A value whose own name holds a sign that parts values is meant as a whole.
  const whole = idOf(value)
  const valueIds =
    whole !== undefined ? [whole] : each(valuesOf(value), (wanted) => idOf(wanted) ?? unknown(name, wanted))
  return valueIds instanceof Wrong ? valueIds : { attributeId, valueIds, words: null }
}

const unknown = (name: string, value: string): Wrong =>
  new Wrong('ATTRIBUTE_VALUE_UNKNOWN', clipped(`${name}=${value}`))

/** What a cell says to the attributes of a category. */
export const answersOf = (text: string, categoryId: string, names: SheetNames): AttributeAnswer[] | Wrong =>
  each(pairsOf(text), (pair) => answerOf(pair, names.attributeOf(categoryId, pair.name)))
