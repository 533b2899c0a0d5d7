import { expect, it } from 'vitest'
import { lengthText, roomOf, sizeText } from './media-words'

it.each([
  [0, '0 B'],
  [840, '840 B'],
  [1_536, '1.5 KB'],
  [8 * 1_024 * 1_024, '8.0 MB'],
  [104_857_600, '100 MB'],
  [5e15, '4547 TB'],
])('%d bytes are said as %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text)
})

it.each([
  [1, '0:01'],
  [72, '1:12'],
  [600, '10:00'],
])('%d seconds are said as %s', (seconds, text) => {
  expect(lengthText(seconds)).toBe(text)
})

it('leads to where a picture is shown, if there is a room for it', () => {
  expect(roomOf({ user: 'product', id: 'p', name: '' })).toEqual({ name: 'product', params: { id: 'p' } })
  expect(roomOf({ user: 'video', id: 'v', name: '' })).toBeUndefined()
})
