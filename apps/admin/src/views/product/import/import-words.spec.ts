import type { ProductImport } from '@jishi/contracts/catalog/product-import.schema'
import { describe, expect, it } from 'vitest'
import { isAtWork, leftOf, outcomeText, progressText, shareOf, whyOf } from './import-words'
import { sheetFormatOf } from './sheet-file'

const view = (more: Partial<ProductImport>): ProductImport => ({
  id: '0197a000-0000-7000-8000-000000000001',
  fileName: '商品.xlsx',
  state: 'ready',
  createdAt: '2026-11-29T00:00:00.000Z',
  createdBy: '小林',
  appliedBy: null,
  finishedAt: null,
  rowsRead: 10,
  rowsRefused: 0,
  productsFound: 8,
  productsChecked: 8,
  products: { new: 3, changed: 2, unchanged: 1, refused: 2 },
  productsApplied: 0,
  productsLost: 0,
  flaws: [],
  mayApply: true,
  mayStop: false,
  ...more,
})

describe('how far an import has come', () => {
  it('is known while it is checked and applied', () => {
    expect(shareOf(view({ state: 'reading' }))).toBeNull()
    expect(shareOf(view({ state: 'checking', productsChecked: 2 }))).toBe(0.25)
    expect(shareOf(view({ state: 'applying', productsApplied: 3, productsLost: 1 }))).toBe(0.8)
    expect(shareOf(view({ state: 'done' }))).toBeNull()
    expect(leftOf(view({ productsApplied: 3, productsLost: 1 }))).toBe(1)
    expect(['reading', 'checking', 'applying'].every((state) => isAtWork(view({ state: state as 'reading' })))).toBe(
      true,
    )
    expect(isAtWork(view({}))).toBe(false)
  })

  it('is told in words without gaps', () => {
    const states = ['reading', 'checking', 'applying'] as const
    for (const state of states) expect(progressText(view({ state }))).not.toMatch(/\{|undefined/)
    for (const state of ['ready', 'done', 'stopped', 'refused'] as const)
      for (const mayApply of [true, false]) expect(outcomeText(view({ state, mayApply }))).not.toMatch(/\{|undefined/)
  })
})

it('says why a row goes down with its product', () => {
  const row = {
    row: 2,
    productCode: 'P',
    title: '',
    skuCode: 'S',
    verdict: 'refused',
    outcome: null,
    productId: null,
  } as const
  expect(whyOf({ ...row, flaws: [] })).toHaveLength(1)
  expect(whyOf({ ...row, verdict: 'new', flaws: [] })).toEqual([])
  expect(whyOf({ ...row, flaws: [{ row: 2, column: 'price', code: 'NOT_YUAN', message: '不是金额' }] })).toEqual([
    '不是金额',
  ])
})

it('knows a sheet by its name', () => {
  expect([
    sheetFormatOf({ name: 'A.CSV' }),
    sheetFormatOf({ name: 'a.b.xlsx' }),
    sheetFormatOf({ name: 'a.xls' }),
  ]).toEqual(['csv', 'xlsx', undefined])
})
