import { describe, expect, it } from 'vitest'
import { listKey, stepped } from './list-keys'

const free = { modified: false, taken: 'no' } as const

describe('keys of a list', () => {
  it.each([
    ['/', 'search'],
    ['j', 'down'],
    ['K', 'up'],
    ['Enter', 'open'],
    ['x', 'pick'],
    ['z', undefined],
  ])('%s means %s', (key, meaning) => {
    expect(listKey({ ...free, key })).toBe(meaning)
  })
  it('leave fields, dialogs and shortcuts of the browser alone', () => {
    expect(listKey({ key: 'j', modified: false, taken: 'all' })).toBeUndefined()
    expect(listKey({ key: 'k', modified: true, taken: 'no' })).toBeUndefined()
    expect(listKey({ key: 'Enter', modified: false, taken: 'control' })).toBeUndefined()
    expect(listKey({ key: 'j', modified: false, taken: 'control' })).toBe('down')
  })
  it('step from row to row and stop at both ends', () => {
    expect(stepped(-1, 1, 3)).toBe(0)
    expect(stepped(-1, -1, 3)).toBe(2)
    expect(stepped(2, 1, 3)).toBe(2)
    expect(stepped(0, -1, 3)).toBe(0)
    expect(stepped(0, 1, 0)).toBe(-1)
  })
})
