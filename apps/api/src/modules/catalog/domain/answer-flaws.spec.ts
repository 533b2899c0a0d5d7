import { describe, expect, it } from 'vitest'
import { answerFlaws, type Answer, type AskedAttribute, type Carried } from './answer-flaws.js'

const asked: AskedAttribute[] = [
  {
    ...{ id: 'taste', kind: 'choice', archived: false },
    values: [
      { id: 'crisp', archived: false },
      { id: 'soft', archived: false },
      { id: 'old', archived: true },
    ],
  },
  {
    ...{ id: 'use', kind: 'choices', archived: false },
    values: [
      { id: 'raw', archived: false },
      { id: 'pie', archived: false },
    ],
  },
  { id: 'note', kind: 'text', archived: false, values: [] },
  { id: 'gone', kind: 'text', archived: true, values: [] },
]
const nothing: Carried = { attributeIds: new Set(), valueIds: new Set() }
const chosen = (attributeId: string, ...valueIds: string[]): Answer => ({ attributeId, valueIds, words: null })
const said = (attributeId: string, words = '洗净'): Answer => ({ attributeId, valueIds: [], words })
const pathsOf = (answers: Answer[], carried = nothing) => answerFlaws(answers, asked, carried).map(({ path }) => path)

describe('what a product answers', () => {
  it('has no flaw where each answer is one its attribute takes', () => {
    expect(pathsOf([chosen('taste', 'crisp'), chosen('use', 'raw', 'pie'), said('note')])).toEqual([])
    expect(pathsOf([])).toEqual([])
    expect(pathsOf([chosen('taste')])).toEqual([])
  })

  it.each<[string, Answer[], string[]]>([
    ['an attribute of nowhere', [said('else')], ['attributes.0.attributeId']],
    ['an attribute twice', [said('note'), said('note')], ['attributes.1.attributeId']],
    ['two of a choice', [chosen('taste', 'crisp', 'soft')], ['attributes.0']],
    ['words for a choice', [said('taste')], ['attributes.0']],
    ['a value for words', [chosen('note', 'raw')], ['attributes.0']],
    ['a value of another attribute', [chosen('taste', 'raw')], ['attributes.0.valueIds.0']],
    ['a value twice', [chosen('use', 'raw', 'raw')], ['attributes.0.valueIds.1']],
    ['a value that is offered no more', [chosen('taste', 'old')], ['attributes.0.valueIds.0']],
    ['an attribute that is offered no more', [said('gone')], ['attributes.0.attributeId']],
  ])('tells of %s where it stands', (_, answers, paths) => {
    expect(pathsOf(answers)).toEqual(paths)
  })

  it('may keep what it carries although it is offered no more', () => {
    const carried = { attributeIds: new Set(['taste', 'gone']), valueIds: new Set(['old']) }
    expect(pathsOf([chosen('taste', 'old'), said('gone')], carried)).toEqual([])
  })
})
