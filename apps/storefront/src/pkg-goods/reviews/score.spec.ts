import { expect, it } from 'vitest'
import { scoreText } from './score'

it('tells tenths of a star, and nothing while nobody has written', () => {
  expect([50, 43, 10, null].map(scoreText)).toEqual(['5.0', '4.3', '1.0', ''])
})
