import { describe, expect, it } from 'vitest'
import { sectionAt, sectionsOf } from './sections'

const places = (parameters: number | null, detail: number | null) => [
  { section: 'goods' as const, top: null },
  { section: 'parameters' as const, top: parameters },
  { section: 'detail' as const, top: detail },
]

describe('the section being read', () => {
  it('is the last one that came up to the bars', () => {
    expect(sectionAt(places(400, 900))).toBe('goods')
    expect(sectionAt(places(0, 500))).toBe('parameters')
    expect(sectionAt(places(-700, -200))).toBe('detail')
  })

  it('is none that is not there', () => {
    expect(sectionAt(places(null, null))).toBe('goods')
    expect(sectionAt(places(-700, null))).toBe('parameters')
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
