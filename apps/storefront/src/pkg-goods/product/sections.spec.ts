import { describe, expect, it } from 'vitest'
import { sectionAt, sectionsOf } from './sections'

const boxes = (parameters: number, detail: number): { id: string; top: number }[] => [
  { id: 'product-3-parameters', top: parameters },
  { id: 'product-3-detail', top: detail },
]

describe('the section being read', () => {
  it('is the last one that came up to the bars', () => {
    expect(sectionAt(boxes(400, 900))).toBe('goods')
    expect(sectionAt(boxes(0, 500))).toBe('parameters')
    expect(sectionAt(boxes(-700, -200))).toBe('detail')
  })

  it('is the first while nothing has been laid out, and no other for a mark nobody knows', () => {
    expect(sectionAt([])).toBe('goods')
    expect(sectionAt([{ id: 'product-3-else', top: -1 }])).toBe('goods')
  })
})

describe('the sections of a page', () => {
  const bare = { detailHtml: '', paragraphs: [], detailPictures: [] }

  it('are those that have something to say', () => {
    expect(sectionsOf(bare, 0, 0)).toEqual(['goods'])
    expect(sectionsOf({ ...bare, paragraphs: ['甜'] }, 2, 3)).toEqual(['goods', 'parameters', 'detail', 'related'])
    expect(sectionsOf({ ...bare, detailHtml: '<p>甜</p>' }, 0, 0)).toEqual(['goods', 'detail'])
  })
})
