import { describe, expect, it } from 'vitest'
import { idOf, idSource, isId, newId } from './id.js'
import { isNumber, newNumber } from './numbers.js'
import { instantOf, type Clock } from './time.js'

const clockAt = (text: string): Clock => ({ now: () => instantOf(text) })
const noon = clockAt('2026-11-22T04:00:00Z')
const onlyOnes = (length: number): Uint8Array => new Uint8Array(length).fill(0xff)
const onlyZeros = (length: number): Uint8Array => new Uint8Array(length)

describe('a key', () => {
  it('is a UUID of version 7 and variant 2 that carries its time', () => {
    const id = newId<'order'>(noon)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toBe(noon.now())
    expect(isId(id)).toBe(true)
    expect(idOf<'order'>(id)).toBe(id)
  })

  it('is formed right at both ends of the random range', () => {
    expect(idSource(onlyZeros)(noon).slice(14)).toBe('7000-8000-000000000000')
    expect(idSource(onlyOnes)(noon).slice(14)).toBe('77ff-bfff-ffffffffffff')
  })

  it('sorts in the order of making, though the clock stands still or the counter runs over', () => {
    const make = idSource(onlyOnes)
    const ids = Array.from({ length: 10_000 }, () => make<'order'>(noon))
    expect([...ids].sort()).toEqual(ids)
    expect(new Set(ids).size).toBe(ids.length)
    const later = make(clockAt('2026-11-22T04:00:01Z'))
    expect(later > String(ids[ids.length - 1])).toBe(true)
  })

  it('follows a clock that was moved back', () => {
    const make = idSource(onlyZeros)
    const now = make(noon)
    const then = make(clockAt('2026-08-22T04:00:00Z'))
    expect(then < now).toBe(true)
  })

  it('is told from what only looks like one', () => {
    const id = newId(noon)
    for (const value of [id.toUpperCase(), `{${id}}`, id.replace(/-/g, ''), `${id}\n`, '', 7, null]) {
      expect(isId(value)).toBe(false)
    }
    expect(() => idOf('7')).toThrow('not a key')
  })
})

describe('a number for people', () => {
  it('is the shop day and fourteen characters nobody can confuse', () => {
    const justAfterMidnight = clockAt('2026-11-21T16:00:00Z')
    const number = newNumber(justAfterMidnight)
    expect(number).toMatch(/^261122[0-9A-HJKMNP-TV-Z]{14}$/)
    expect(isNumber(number)).toBe(true)
    expect(newNumber(noon, onlyOnes)).toBe('261122ZZZZZZZZZZZZZZ')
    expect(newNumber(noon, onlyZeros)).toBe('26112200000000000000')
  })

  it('never repeats in ten thousand and uses the whole alphabet', () => {
    const numbers = Array.from({ length: 10_000 }, () => newNumber(noon))
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(new Set(numbers.join('').slice(6)).size).toBe(32)
  })

  it('refuses look-alikes', () => {
    for (const value of ['261122ZZZZZZZZZZZZZI', '261122zzzzzzzzzzzzzz', '261122', 1, null])
      expect(isNumber(value)).toBe(false)
  })
})
