import type { Attribute } from '@jishi/contracts/catalog/assortment.schema'
import { expect, it } from 'vitest'
import { answered, answerTo, askedOf, choicesOf, unanswered } from './attribute-answers'

const attribute = (id: string, more: Partial<Attribute> = {}): Attribute => ({
  ...{ id, categoryId: 'c', categoryName: '茶', inherited: false, name: id, kind: 'choices', version: 1 },
  ...{ filterable: true, required: false, archived: false, values: [] },
  ...more,
})
const value = (id: string, archived = false) => ({ id, name: id, archived, productCount: 0 })

it('asks what is living, and what is archived only while it is answered', () => {
  const attributes = [attribute('产地'), attribute('旧', { archived: true }), attribute('更旧', { archived: true })]
  const answers = [{ attributeId: '旧', valueIds: ['v'], words: null }]
  expect(askedOf(attributes, answers).map(({ id }) => id)).toEqual(['产地', '旧'])
})

it('offers an archived value only to the product that has it', () => {
  const one = attribute('产地', { values: [value('洛川'), value('旧产地', true)] })
  expect(choicesOf(one, answerTo([], '产地')).map(({ id }) => id)).toEqual(['洛川'])
  const answers = answered([], { attributeId: '产地', valueIds: ['旧产地'], words: null })
  expect(choicesOf(one, answerTo(answers, '产地')).map(({ id }) => id)).toEqual(['洛川', '旧产地'])
})

it('misses a required answer until there is one', () => {
  const attributes = [attribute('规格', { required: true, kind: 'text' }), attribute('随便')]
  expect(unanswered(attributes, []).map(({ id }) => id)).toEqual(['规格'])
  expect(unanswered(attributes, [{ attributeId: '规格', valueIds: [], words: '  ' }])).toHaveLength(1)
  expect(unanswered(attributes, [{ attributeId: '规格', valueIds: [], words: '500 克' }])).toEqual([])
})
