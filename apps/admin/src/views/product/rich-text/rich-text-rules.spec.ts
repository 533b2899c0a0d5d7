import { describe, expect, it } from 'vitest'
import {
  detailPictureSrc,
  foreignPictures,
  htmlToKeep,
  isOwnLink,
  isOwnPicture,
  sameHtml,
  withoutHandlers,
  withoutLinks,
  withOurHeadings,
} from './rich-text-rules'

const ID = 'AbCdEfGhIjKlMnOpQrStUv'

describe('pictures of a description', () => {
  it('come from our own library only', () => {
    expect(isOwnPicture(detailPictureSrc(ID))).toBe(true)
    for (const src of [
      null,
      '',
      `https://elsewhere.example${detailPictureSrc(ID)}`,
      `//elsewhere.example${detailPictureSrc(ID)}`,
      `/media/${ID}/../../secret.webp`,
      `/media/${ID}/1280.webp?x=1`,
      `/media/${ID}/1280.svg`,
      '/media/short/1280.webp',
      'data:image/png;base64,AAAA',
      'blob:https://here/1',
    ])
      expect([src, isOwnPicture(src)]).toEqual([src, false])
  })

  it('are counted when they come from elsewhere, however the address is written', () => {
    const html = `<p><img src="${detailPictureSrc(ID)}"><img src='https://a.example/1.png'>
      <IMG width=1 SRC=https://a.example/2.png><img alt="no address"></p>`
    expect(foreignPictures(html)).toBe(3)
    expect(foreignPictures('<p>没有图片</p>')).toBe(0)
  })
})

describe('a pasted piece', () => {
  it('keeps its order of headings with ours', () => {
    expect(withOurHeadings('<h1 class="x">甲</h1><h2>乙</h2><h4>丙</h4><hr><header>丁</header>')).toBe(
      '<h2 class="x">甲</h2><h2>乙</h2><h3>丙</h3><hr><header>丁</header>',
    )
  })

  it('brings no handlers along, and keeps words that look like some', () => {
    expect(withoutHandlers(`<img src="/a" onerror="x()" ONLOAD=y alt='甲'><p>one onload="z"</p>`)).toBe(
      `<img src="/a" alt='甲'><p>one onload="z"</p>`,
    )
  })

  it('brings no links along, and nothing else is lost with them', () => {
    expect(withoutLinks('<p><a href="https://x.example">同款</a><abbr>A</abbr><A\nclass="b">乙</A></p>')).toBe(
      '<p>同款<abbr>A</abbr>乙</p>',
    )
  })
})

it('knows links into the shop and safe ones out of it', () => {
  expect(['/list?id=1', 'https://x.example'].map(isOwnLink)).toEqual([true, true])
  expect(['//x.example', '/\\x.example', 'http://x.example', 'javascript:1', ''].map(isOwnLink)).toEqual(
    Array(5).fill(false),
  )
})

it('sees through two ways to write the same', () => {
  expect(sameHtml('<p>甲<br />乙</p><hr />', '<p>甲<br>乙</p><hr>')).toBe(true)
  expect(sameHtml('<p>甲</p>', '<p>乙</p>')).toBe(false)
})

it('keeps nothing of an empty editor', () => {
  expect(htmlToKeep('<p></p>')).toBe('')
  expect(htmlToKeep('<p></p><p></p>')).toBe('')
  expect(htmlToKeep('<p>字</p>')).toBe('<p>字</p>')
})
