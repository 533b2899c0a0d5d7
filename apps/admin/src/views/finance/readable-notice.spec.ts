import { expect, it } from 'vitest'
import { readable } from './readable-notice'

it('shows JSON indented and a form field by field', () => {
  expect(readable('{"id":"x","resource":{"nonce":"n"}}')).toBe(
    '{\n  "id": "x",\n  "resource": {\n    "nonce": "n"\n  }\n}',
  )
  expect(readable('subject=%E8%8B%B9%E6%9E%9C+3&sign=a%2Bb%3D')).toBe('subject = 苹果 3\nsign = a+b=')
})

it('leaves alone what is neither', () => {
  for (const text of ['plain words', '<xml>a=b</xml>', '']) expect(readable(text)).toBe(text)
})
