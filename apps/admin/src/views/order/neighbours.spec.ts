import { expect, it } from 'vitest'
import { neighboursOf, rememberShown } from './neighbours'

it('knows what stands before and behind an order of the list', () => {
  rememberShown(['a', 'b', 'c'])
  expect(neighboursOf('a')).toEqual({ previous: undefined, next: 'b', place: 1, total: 3 })
  expect(neighboursOf('b')).toEqual({ previous: 'a', next: 'c', place: 2, total: 3 })
  expect(neighboursOf('c')).toEqual({ previous: 'b', next: undefined, place: 3, total: 3 })
})

it('knows nothing of an order the list did not show', () => {
  rememberShown(['a'])
  expect(neighboursOf('z')).toBeUndefined()
  rememberShown([])
  expect(neighboursOf('a')).toBeUndefined()
})
