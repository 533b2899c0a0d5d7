import { describe, expect, it } from 'vitest'
import { oneTimePassword, passwordFault, READABLE } from './one-time-password.js'

describe('a one-time password', () => {
  it('has four groups of letters that are not mistaken for one another', () => {
    let next = 0
    const password = oneTimePassword((below) => (next += 7) % below)
    expect(password).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/)
    for (const letter of ['0', 'o', '1', 'l', 'i']) expect(READABLE).not.toContain(letter)
  })
})

describe('a chosen password', () => {
  it('is long, does not name its owner and is another than the present one', () => {
    expect(passwordFault('a-quiet-orchard', 'old-old-old-old', 'zhou')).toBeUndefined()
    expect(passwordFault('short', 'old-old-old-old', 'zhou')).toBe('too_short')
    expect(passwordFault('I-am-ZHOU-12345', 'old-old-old-old', 'zhou')).toBe('names_you')
    expect(passwordFault('old-old-old-old', 'old-old-old-old', 'zhou')).toBe('same')
  })
})
