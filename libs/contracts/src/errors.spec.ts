import { describe, expect, it } from 'vitest'
import { ERRORS, isErrorCode } from './errors.js'

describe('the table of refusals', () => {
  it.each(Object.entries(ERRORS))('%s has a status and words in both languages', (code, { status, zh, en }) => {
    expect(code).toMatch(/^[A-Z][A-Z0-9_]+$/)
    expect(status >= 400 && status < 600).toBe(true)
    expect(zh).toMatch(/[\u4e00-\u9fff]/)
    expect(en).toMatch(/^[A-Z][\x20-\x7e]+$/)
  })

  it('knows its codes and nothing that every object has', () => {
    expect(isErrorCode('NOT_FOUND')).toBe(true)
    expect(isErrorCode('toString')).toBe(false)
  })
})
