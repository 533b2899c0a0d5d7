import type { Attribute } from '@jishi/contracts/catalog/assortment.schema'
import { describe, expect, it } from 'vitest'
import { attributeBody, attributeEditBody, attributeFlaws, draftOfAttribute, withValues } from './attribute-form'

const stored: Attribute = {
  ...{ id: 'a', categoryId: 'c', categoryName: '茶', inherited: false, name: '产地', kind: 'choices', version: 4 },
  ...{ filterable: true, required: true, archived: false },
  values: [
    { id: 'v1', name: '洛川', archived: false, productCount: 3 },
    { id: 'v2', name: '旧产地', archived: true, productCount: 1 },
  ],
}

describe('an attribute in its form', () => {
  it('offers the living values, and sends them back under their ids', () => {
    const draft = draftOfAttribute(stored)
    draft.values[0]!.name = ' 陕西洛川 '
    draft.values = withValues(draft.values, '昭通\n烟台，昭通')
    expect(attributeEditBody(draft, 4)).toEqual({
      ...{ name: '产地', filterable: true, required: true, version: 4 },
      values: [{ id: 'v1', name: '陕西洛川' }, { name: '昭通' }, { name: '烟台' }],
    })
  })

  it('is no filter and has no values where words are free', () => {
    const draft = { ...draftOfAttribute(null), name: '成分', kind: 'text' as const, values: withValues([], '甲、乙') }
    expect(attributeBody(draft)).toEqual({ name: '成分', kind: 'text', filterable: false, required: false, values: [] })
    expect(attributeFlaws(draft).size).toBe(0)
  })

  it('says what is missing where it is missing', () => {
    const draft = draftOfAttribute(null)
    expect([...attributeFlaws(draft).keys()]).toEqual(['name'])
    draft.name = '产地'
    expect([...attributeFlaws(draft).keys()]).toEqual(['values'])
    draft.values = [...withValues([], '洛川'), { name: '洛川 ', productCount: 0 }]
    expect(attributeFlaws(draft).get('values')).toBe('product.flaw.twice')
  })
})
