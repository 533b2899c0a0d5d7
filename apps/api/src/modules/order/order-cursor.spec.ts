import { isDomainError } from '@jishi/kernel/errors'
import { newId } from '@jishi/kernel/id'
import { instantOf, systemClock } from '@jishi/kernel/time'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cursorOf, pageEndOf, pageOf } from './order-cursor.js'

describe('a cursor', () => {
  it('leads back to where the page ended', () => {
    const end = { at: instantOf(1_795_000_000_123), id: newId(systemClock) }
    expect(pageEndOf(cursorOf(end))).toEqual(end)
    expect(cursorOf(end)).toMatch(/^[\w-]+$/)
  })

  it('is refused as a bad value whatever else stands in its place', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.base64String()), (text) => {
        try {
          pageEndOf(text)
          return false
        } catch (error) {
          return isDomainError(error, 'VALIDATION_FAILED')
        }
      }),
    )
  })

  it('is given only while there is more', () => {
    const rows = [3, 2, 1].map((ms) => ({ placedAt: instantOf(ms), id: newId(systemClock) }))
    expect(pageOf(rows, 3).nextCursor).toBeNull()
    const page = pageOf(rows, 2)
    expect(page.rows).toEqual(rows.slice(0, 2))
    expect(pageEndOf(page.nextCursor ?? '')).toEqual({ at: 2, id: rows[1]?.id })
  })
})
