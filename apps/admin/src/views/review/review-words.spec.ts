import { describe, expect, it } from 'vitest'
import { scoreText, starsText } from './review-words'

describe('scores', () => {
  it('are told in tenths, and not at all while nobody has written', () => {
    expect([50, 43, 10, null].map(scoreText)).toEqual(['5.0', '4.3', '1.0', '–'])
  })

  it('are five stars, some of them full', () => {
    expect([5, 3, 1].map(starsText)).toEqual(['★★★★★', '★★★☆☆', '★☆☆☆☆'])
  })
})
