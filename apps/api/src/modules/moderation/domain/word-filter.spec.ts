import { describe, expect, it } from 'vitest'
import { flaggedWords, normalised } from './word-filter.js'

describe('the word filter', () => {
  it.each([
    ['加微信领红包', ['加微信']],
    ['加 微 信', ['加微信']],
    ['加*微·信', ['加微信']],
    ['加\u200b微\u200b信', ['加微信']],
    ['ＶＸ', ['vx']],
    ['Vx', ['vx']],
    ['v-x', ['vx']],
    ['很好吃', []],
  ])('in “%s” it finds %j', (text, found) => {
    expect(flaggedWords(text, ['加微信', 'VX'])).toEqual(found.map((word) => (word === 'vx' ? 'VX' : word)))
  })

  it('names a word once, and a word of nothing but signs never', () => {
    expect(flaggedWords('坏 坏 坏!!!', ['坏', '坏', '!!!'])).toEqual(['坏'])
  })

  it('changes nothing a second time', () => {
    expect(normalised(normalised('Ａ b-Ｃ！'))).toBe('abc')
  })
})
