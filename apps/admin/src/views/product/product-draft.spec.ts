import type { ProductForm } from '@jishi/contracts/catalog/catalog-editing.schema'
import { describe, expect, it } from 'vitest'
import { bodyOf, priceOf, wholeNumber } from './product-body'
import { draftOf, emptyDraft, wholeDraft, withStockOf } from './product-draft'
import { flawsOf } from './product-flaws'

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
  brandId: 'b',
  tagIds: ['t'],
  attributes: [{ attributeId: 'a', valueIds: ['v1'], words: null }],
  related: [{ id: 'r', title: '梨', picture: null, state: 'on_shelf' }],
  weight: 7,
  detailHtml: '<p>甜</p>',
  video: null,
  shelfFrom: '2026-12-01T01:30:00.000Z',
  shelfUntil: null,
  freightTemplateId: null,
  skus: [
    {
      ...{ id: 's', values: ['3 斤'], externalCode: 'A', barcode: null, priceFen: 1_999, costFen: null, weightG: 500 },
      ...{ floorFen: 1_500, volumeCm3: null },
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
    const { id: _id, version: _version, state: _state, pictures: _p, detailPictures: _d, skus, ...more } = form
    const { related, video: _video, ...same } = more
    expect(body).toMatchObject({ ...same, relatedIds: related.map(({ id }) => id), videoId: null })
    expect(body.skus).toEqual([
      {
        ...{ values: ['3 斤'], externalCode: 'A', barcode: null, priceFen: 1_999, costFen: null, weightG: 500 },
        ...{ pictureId: null, onSale: true, floorFen: 1_500, volumeCm3: null },
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

  it('sends no answer to what its category does not ask, and none that says nothing', () => {
    const draft = draftOf(form)
    draft.attributes.push({ attributeId: 'of another category', valueIds: ['x'], words: null })
    draft.attributes.push({ attributeId: 'empty', valueIds: [], words: '  ' })
    expect(bodyOf(draft, new Set(['a', 'empty'])).attributes).toEqual([
      { attributeId: 'a', valueIds: ['v1'], words: null },
    ])
    expect(bodyOf(draft).attributes).toHaveLength(2)
  })

  it('knows the combinations nobody keeps, so that opening a product adds none', () => {
    const options = [{ id: 'o', name: '规格', values: ['3 斤', '5 斤'].map((name) => ({ id: name, name })) }]
    const draft = draftOf({ ...form, options })
    expect(draft.skus.map(({ keys, kept }) => [keys.join(), kept])).toEqual([
      ['3 斤', true],
      ['5 斤', false],
    ])
    expect(bodyOf(draft).skus).toHaveLength(1)
  })

  it('kept by an earlier release gets the empty of what is new, and the stock of now', () => {
    const { floor: _floor, ...oldSku } = draftOf(form).skus[0]!
    const draft = wholeDraft({ title: '旧稿', skus: [oldSku as never] })
    expect([draft.title, draft.detailHtml, draft.skus[0]?.floor]).toEqual(['旧稿', '', ''])
    const sold = { ...form, skus: [{ ...form.skus[0]!, onHand: 1, available: -1 }] }
    expect(withStockOf(sold, draft).skus[0]).toMatchObject({ onHand: 1, available: -1 })
  })

  it('leaves the shelf after it has come, and is sold no lower than it may', () => {
    const draft = draftOf(form)
    draft.shelfUntil = '2026-12-01 09:30'
    draft.weight = '12000'
    draft.skus[0]!.floor = '20'
    expect([...flawsOf(draft).keys()]).toEqual(['shelfUntil', 'weight', 'skus.0.priceFen'])
    expect(flawsOf(draft).get('skus.0.priceFen')).toBe('低于底价 20.00 元')
    draft.shelfFrom = '2026-12'
    expect(flawsOf(draft).has('shelfFrom')).toBe(true)
  })

  it('has no more combinations than can be kept', () => {
    const draft = emptyDraft()
    draft.options = ['a', 'b', 'c'].map((name) => ({
      ...{ key: name, name },
      values: Array.from({ length: 10 }, (_, n) => ({ key: `${name}${n}`, name: `${n}` })),
    }))
    expect(flawsOf(draft).get('skus')).toContain('1000')
  })
})
