import { expect, it } from 'vitest'
import { soughtOf } from './invoice-words'

it.each([
  ['25312000000000000001', { number: '25312000000000000001' }],
  ['2531 2000 0000 0000 0001', { number: '25312000000000000001' }],
  ['JS2026', { orderNo: 'JS2026' }],
  [' ', {}],
])('%s is sought as %o', (text, found) => {
  expect(soughtOf(text)).toEqual({ orderNo: undefined, number: undefined, ...found })
})
