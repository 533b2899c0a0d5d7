import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskName, maskPhone, phoneTail } from './masking.js'

describe('masks', () => {
  it('leave of a phone what a carrier asks for and what its owner recognises', () => {
    expect(maskPhone('13812346602')).toBe('138****6602')
    expect(phoneTail('13812346602')).toBe('6602')
  })

  it('leave of a name its first character, whatever the name', () => {
    expect(maskName('林小满')).toBe('林**')
    expect(maskName('欧阳')).toBe('欧**')
    expect(maskName('')).toBe('')
    fc.assert(fc.property(fc.string({ unit: 'grapheme', minLength: 3 }), (name) => [...maskName(name)].length === 3))
  })
})
