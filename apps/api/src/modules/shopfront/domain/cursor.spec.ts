import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cursorOf, keysOfCursor } from './cursor.js'

const types = ['bigint', 'timestamptz', 'uuid']
const keys = [7, '2026-11-22T08:00:00.123456+00:00', '0193514e-7d00-7abc-8def-0123456789ab']

describe('the cursor of a list', () => {
  it('comes back as the keys it was made of', () => {
    expect(keysOfCursor(cursorOf({ sort: 'sales', keys }), 'sales', types)).toEqual(keys)
  })

  it('is refused in another order, with other keys, and when it is no cursor at all', () => {
    expect(keysOfCursor(cursorOf({ sort: 'sales', keys }), 'newest', types)).toBeUndefined()
    expect(keysOfCursor(cursorOf({ sort: 'sales', keys: keys.slice(1) }), 'sales', types)).toBeUndefined()
    expect(
      keysOfCursor(cursorOf({ sort: 'sales', keys: ["1' or 1=1", ...keys.slice(1)] }), 'sales', types),
    ).toBeUndefined()
  })

  it('never throws, whatever is sent', () => {
    fc.assert(fc.property(fc.string(), (text) => keysOfCursor(text, 'sales', types) === undefined))
    fc.assert(
      fc.property(fc.json(), (text) => {
        const cursor = Buffer.from(text).toString('base64url')
        return keysOfCursor(cursor, 'sales', types) === undefined
      }),
    )
  })
})
