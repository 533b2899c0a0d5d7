import type { Attribute } from '@jishi/contracts/catalog/assortment.schema'
import type { AttributeAnswer } from '@jishi/contracts/catalog/catalog-editing.schema'

const EMPTY = { valueIds: [], words: null }

export const answerTo = (answers: readonly AttributeAnswer[], attributeId: string): AttributeAnswer =>
  answers.find((answer) => answer.attributeId === attributeId) ?? { attributeId, ...EMPTY }

/** The answers with one of them replaced; an emptied one stays, so that it is known to be empty. */
export const answered = (answers: readonly AttributeAnswer[], answer: AttributeAnswer): AttributeAnswer[] => [
  ...answers.filter(({ attributeId }) => attributeId !== answer.attributeId),
  answer,
]

const isEmpty = ({ valueIds, words }: AttributeAnswer): boolean => valueIds.length === 0 && (words ?? '').trim() === ''

/** What is asked: living attributes, and archived ones only while the product still answers them. */
export const askedOf = (attributes: readonly Attribute[], answers: readonly AttributeAnswer[]): Attribute[] =>
  attributes.filter(({ id, archived }) => !archived || !isEmpty(answerTo(answers, id)))

/** Values to choose from: living ones, and an archived one only where it is the answer already. */
export const choicesOf = ({ values }: Attribute, { valueIds }: AttributeAnswer): Attribute['values'] =>
  values.filter(({ id, archived }) => !archived || valueIds.includes(id))

/** Required ones without an answer: they keep goods from the shelf, not from being saved. */
export const unanswered = (attributes: readonly Attribute[], answers: readonly AttributeAnswer[]): Attribute[] =>
  attributes.filter(({ id, required, archived }) => required && !archived && isEmpty(answerTo(answers, id)))
