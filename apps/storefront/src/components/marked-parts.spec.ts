import { expect, it } from 'vitest'
import { markedParts } from './marked-parts'

const shown = (text: string, marks: [number, number][]): string =>
  markedParts(text, marks)
    .map((part) => (part.on ? `[${part.text}]` : part.text))
    .join('')

it('cuts a text at its marks', () => {
  expect(shown('阿克苏冰糖心苹果', [])).toBe('阿克苏冰糖心苹果')
  expect(shown('阿克苏冰糖心苹果', [[6, 8]])).toBe('阿克苏冰糖心[苹果]')
  expect(
    shown('苹果味苹果', [
      [0, 2],
      [3, 5],
    ]),
  ).toBe('[苹果]味[苹果]')
  expect(shown('苹果', [[0, 2]])).toBe('[苹果]')
})

it('loses no text to marks that make no sense', () => {
  expect(
    shown('苹果干', [
      [2, 9],
      [1, 1],
      [-1, 2],
    ]),
  ).toBe('苹果干')
  expect(
    shown('苹果干', [
      [0, 2],
      [1, 3],
    ]),
  ).toBe('[苹果]干')
})
