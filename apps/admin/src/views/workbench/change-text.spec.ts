import { expect, it } from 'vitest'
import { changeText } from './change-text'

it.each([
  [132, 100, '+32%'],
  [68, 100, '−32%'],
  [100, 100, '±0%'],
  [0, 100, '−100%'],
  [5, 0, undefined],
])('%i against %i reads %s', (now, before, text) => {
  expect(changeText(now, before)).toBe(text)
})
