import type { ProductForm } from '@jishi/contracts/catalog/catalog-editing.schema'
import { describe, expect, it } from 'vitest'
import { bodyOf, draftOf, emptyDraft, flawsOf, priceOf, wholeNumber } from './product-draft'

const form: ProductForm = {
  id: 'p',
  version: 3,
  state: 'draft',
  kind: 'physical',
  title: '苹果',
  subtitle: '',
  categoryId: 'c',
  origin: null,
  keywords: ['水果', '苹果'],
  services: [{ name: '包赔', note: '' }],
  noReasonReturn: true,
  parameters: [{ name: '产地', value: '洛川' }],
  paragraphs: ['一', '二'],
  pictures: [],
  detailPictures: [],
  options: [{ id: 'o', name: '规格', values: [{ id: 'v', name: '3 斤' }] }],
  skus: [
    {
      ...{ id: 's', values: ['3 斤'], externalCode: 'A', barcode: null, priceFen: 1_999, costFen: null, weightG: 500 },
      ...{ picture: null, onSale: true, archived: false, onHand: 5, reserved: 2, available: 3 },
    },
  ],
}

describe('amounts as they are typed', () => {
  it.each([
    ['19.99', 1_999],
    ['0.1', 10],
    ['1.005', undefined],
    ['8.', undefined],
    ['-1', undefined],
    ['1000000', 100_000_000],
    ['1000000.01', undefined],
    ['', undefined],
    ['１２', undefined],
  ])('%s yuan is %s fen', (text, amount) => {
    expect(priceOf(text)).toBe(amount)
  })

  it.each([
    ['+5', 5],
    ['-3', -3],
    ['−3', -3],
    ['0', 0],
    ['1.5', undefined],
    ['', undefined],
  ])('%s pieces is %s', (text, count) => {
    expect(wholeNumber(text)).toBe(count)
  })
})

describe('a draft', () => {
  it('sends back what it was given', () => {
    const body = bodyOf(draftOf(form))
    const { id: _id, version: _version, state: _state, pictures: _p, detailPictures: _d, skus, ...same } = form
    expect(body).toMatchObject(same)
    expect(body.skus).toEqual([
      {
        ...{ values: ['3 斤'], externalCode: 'A', barcode: null, priceFen: 1_999, costFen: null, weightG: 500 },
        ...{ pictureId: null, onSale: true },
      },
    ])
    expect(skus).toHaveLength(1)
    expect(flawsOf(draftOf(form))).toEqual(new Map())
  })

  it('tells what is missing where it is missing', () => {
    expect([...flawsOf(emptyDraft()).keys()]).toEqual(['title', 'categoryId', 'skus.0.priceFen'])
  })

  it('takes no stock away that is reserved', () => {
    const draft = draftOf(form)
    draft.skus[0]!.delta = '-4'
    expect([...flawsOf(draft).keys()]).toEqual(['skus.0.delta'])
    draft.skus[0]!.delta = '-3'
    expect(flawsOf(draft).size).toBe(0)
  })
})
