import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { citizenCheck, creditCheck, organisationCheck, taxNumberFlaw, writtenTaxNumber } from './tax-number.js'

const signs = (alphabet: string, length: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: length, maxLength: length })
const DIGITS = '0123456789'
const CREDIT = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

const credit = fc
  .tuple(signs(CREDIT, 2), signs(DIGITS, 6), signs(CREDIT, 9))
  .map(([kind, region, code]) => kind + region + code)
  .map((first) => first + creditCheck(first))
const organisation = fc
  .tuple(signs(DIGITS, 6), signs(DIGITS + LETTERS, 8))
  .map(([region, code]) => region + code + organisationCheck(code))
const trader = fc
  .tuple(signs(DIGITS, 17), signs(DIGITS + LETTERS, 2))
  .map(([first, order]) => first + citizenCheck(first) + order)

describe('a tax number', () => {
  it.each([
    ['91110108551385082Q', undefined],
    ['91440300708461136T', undefined],
    ['9133010079965586XR', 'check'],
  ])('%s: %s', (text, flaw) => {
    expect(taxNumberFlaw(text)).toBe(flaw)
  })

  it('of each kind is taken with its own last sign and with no other', () => {
    const wrong = fc.tuple(fc.oneof(credit, organisation), fc.constantFrom(...CREDIT))
    fc.assert(fc.property(fc.oneof(credit, organisation, trader), (text) => taxNumberFlaw(text) === undefined))
    fc.assert(
      fc.property(wrong, ([text, sign]) => {
        fc.pre(sign !== text.at(-1))
        return taxNumberFlaw(text.slice(0, -1) + sign) !== undefined
      }),
    )
  })

  it('with one sign mistyped, or two neighbours exchanged, is found out', () => {
    fc.assert(
      fc.property(credit, fc.nat(16), fc.constantFrom(...DIGITS), (text, at, sign) => {
        fc.pre(text.charAt(at) !== sign)
        return taxNumberFlaw(text.slice(0, at) + sign + text.slice(at + 1)) !== undefined
      }),
    )
    fc.assert(
      fc.property(credit, fc.nat(15), (text, at) => {
        const [a, b] = [text.charAt(at), text.charAt(at + 1)]
        fc.pre(a !== b)
        return taxNumberFlaw(text.slice(0, at) + b + a + text.slice(at + 2)) !== undefined
      }),
    )
  })

  it('is read as people paste it', () => {
    fc.assert(
      fc.property(credit, fc.nat(17), fc.constantFrom(' ', '-', '\u00a0', '\u3000'), (text, at, gap) => {
        const pasted = text.slice(0, at).toLowerCase() + gap + text.slice(at)
        return writtenTaxNumber(pasted) === text
      }),
    )
    expect(writtenTaxNumber('９１１１0108551385082ｑ')).toBe('91110108551385082Q')
  })

  it('of any other length or with other signs is refused for that', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        fc.pre(![15, 18, 20].includes(text.length))
        return taxNumberFlaw(text) === 'length'
      }),
    )
    expect(taxNumberFlaw('91110108551385082I')).toBe('form')
    expect(taxNumberFlaw('9111O108551385082Q')).toBe('form')
  })
})
