import { describe, expect, it } from 'vitest'
import { doneText, oppositeOf, refusedText } from './bulk-changes'

const refused = { id: 'p', title: '茶', permitKind: null, missing: [] }

describe('a change of many products', () => {
  it('is taken back by its opposite, where there is one', () => {
    expect(oppositeOf({ kind: 'shelf', state: 'off_shelf' })).toEqual({ kind: 'shelf', state: 'on_shelf' })
    expect(oppositeOf({ kind: 'archive' })).toEqual({ kind: 'restore' })
    expect(oppositeOf({ kind: 'restore' })).toEqual({ kind: 'archive' })
    expect(oppositeOf({ kind: 'weight', weight: 3 })).toBeUndefined()
    expect(oppositeOf({ kind: 'category', categoryId: 'c' })).toBeUndefined()
    expect(oppositeOf({ kind: 'tags', add: ['t'], remove: [] })).toBeUndefined()
  })

  it('says what was done, and why the others stayed', () => {
    expect(doneText({ kind: 'archive' }, 3)).toContain('3')
    expect(refusedText({ ...refused, code: 'PRODUCT_INCOMPLETE', missing: ['pictures', 'attributes'] })).toBe(
      '还不能上架，请先补上商品图、必填属性',
    )
    expect(refusedText({ ...refused, code: 'PERMIT_MISSING', permitKind: 'food' })).toContain('食品经营许可')
    expect(
      new Set(
        (['NOT_FOUND', 'CATEGORY_GONE', 'VERSION_CONFLICT'] as const).map((code) => refusedText({ ...refused, code })),
      ).size,
    ).toBe(3)
  })
})
