import type { TaxNumberFlaw } from '@jishi/contracts/invoice/invoice.terms'

/** GB 32100-2015: digits and letters without I, O, S, V, Z. */
const CREDIT_SIGNS = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const CREDIT_FORM = /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/
/** GB 11714: the code of an organisation, which numbers of before 2015 end with. */
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]
const ORGANISATION_FORM = /^\d{6}[0-9A-Z]{8}[0-9X]$/
/** GB 11643: the number of a citizen, which those of sole traders begin with. */
const CITIZEN_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CITIZEN_SIGNS = '10X98765432'
const TRADER_FORM = /^\d{17}[0-9X][0-9A-Z]{2}$/

const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

const weighted = (text: string, weightAt: (index: number) => number, signs: string): number =>
  [...text].reduce((sum, sign, index) => sum + signs.indexOf(sign) * weightAt(index), 0)

/** The last sign of a unified social credit code 统一社会信用代码 by the seventeen before it. */
export const creditCheck = (first17: string): string => {
  let power = 1
  const sum = weighted(
    first17,
    (index) => {
      power = index === 0 ? 1 : (power * 3) % 31
      return power
    },
    CREDIT_SIGNS,
  )
  return CREDIT_SIGNS.charAt((31 - (sum % 31)) % 31)
}

/** The last sign of an organisation's code by the eight before it. */
export const organisationCheck = (first8: string): string => {
  const rest = 11 - (weighted(first8, (index) => ORGANISATION_WEIGHTS[index] ?? 0, ALPHANUMERIC) % 11)
  return rest === 10 ? 'X' : rest === 11 ? '0' : String(rest)
}

/** The last sign of a citizen's number by the seventeen before it. */
export const citizenCheck = (first17: string): string =>
  CITIZEN_SIGNS.charAt(weighted(first17, (index) => CITIZEN_WEIGHTS[index] ?? 0, ALPHANUMERIC) % 11)

interface Kind {
  readonly form: RegExp
  readonly checked: (text: string) => boolean
}

const KINDS: Readonly<Record<number, Kind>> = {
  15: { form: ORGANISATION_FORM, checked: (text) => organisationCheck(text.slice(6, 14)) === text.charAt(14) },
  18: { form: CREDIT_FORM, checked: (text) => creditCheck(text.slice(0, 17)) === text.charAt(17) },
  20: { form: TRADER_FORM, checked: (text) => citizenCheck(text.slice(0, 17)) === text.charAt(17) },
}

/** As people paste it: full-width signs, blanks and hyphens between groups, small letters. */
export const writtenTaxNumber = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s\-–—]/g, '')
    .toUpperCase()

/** Why a number that is written plainly can be no tax number; undefined where it may be one. */
export const taxNumberFlaw = (text: string): TaxNumberFlaw | undefined => {
  const kind = KINDS[text.length]
  if (kind === undefined) return 'length'
  if (!kind.form.test(text)) return 'form'
  return kind.checked(text) ? undefined : 'check'
}
