import type { AttributeKind } from '@jishi/contracts/catalog/catalog.terms'
import { repeated, type Flaw } from './matrix-flaws.js'

/** What a product says to one attribute. */
export interface Answer {
  readonly attributeId: string
  readonly valueIds: readonly string[]
  readonly words: string | null
}

/** An attribute of the product's category or of one above it. */
export interface AskedAttribute {
  readonly id: string
  readonly kind: AttributeKind
  readonly archived: boolean
  readonly values: readonly { readonly id: string; readonly archived: boolean }[]
}

/** What the product carries already: archived things among it may stay. */
export interface Carried {
  readonly attributeIds: ReadonlySet<string>
  readonly valueIds: ReadonlySet<string>
}

const flawOfKind = (kind: AttributeKind, { valueIds, words }: Answer): string | undefined => {
  if (kind === 'text') return valueIds.length > 0 ? 'it is answered in words of its own' : undefined
  if (words !== null) return 'it is answered by values of its list'
  return kind === 'choice' && valueIds.length > 1 ? 'only one value can be chosen' : undefined
}

const flawsOf = (answer: Answer, asked: AskedAttribute | undefined, carried: Carried, path: string): Flaw[] => {
  if (asked === undefined) return [{ path: `${path}.attributeId`, message: 'no attribute of this category' }]
  if (asked.archived && !carried.attributeIds.has(asked.id))
    return [{ path: `${path}.attributeId`, message: 'this attribute is offered no more' }]
  const wrong = flawOfKind(asked.kind, answer)
  if (wrong !== undefined) return [{ path, message: wrong }]
  const offered = new Map(asked.values.map((value) => [value.id, value]))
  return answer.valueIds.flatMap((id, index) => {
    const value = offered.get(id)
    const at = `${path}.valueIds.${index}`
    if (value === undefined) return [{ path: at, message: 'no value of this attribute' }]
    if (answer.valueIds.indexOf(id) < index) return [{ path: at, message: 'this value is there twice' }]
    return value.archived && !carried.valueIds.has(id) ? [{ path: at, message: 'this value is offered no more' }] : []
  })
}

/** What is wrong with the answers of a product; empty when nothing is. */
export const answerFlaws = (answers: readonly Answer[], asked: readonly AskedAttribute[], carried: Carried): Flaw[] => {
  const byId = new Map(asked.map((attribute) => [attribute.id, attribute]))
  return [
    ...repeated(
      answers.map(({ attributeId }) => attributeId),
      (index) => `attributes.${index}.attributeId`,
      'this attribute is answered twice',
    ),
    ...answers.flatMap((answer, index) =>
      flawsOf(answer, byId.get(answer.attributeId), carried, `attributes.${index}`),
    ),
  ]
}
