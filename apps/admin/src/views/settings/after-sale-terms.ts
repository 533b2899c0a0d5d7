import type { AllSettings } from '@jishi/contracts/settings/settings.schema'
import { AFTER_SALE_LIMITS } from '@jishi/contracts/settings/settings.terms'
import type { CopyKey } from '@/copy'

type Terms = AllSettings['afterSale']['value']
type Name = keyof Terms & string

/** In the order in which a case meets them. */
const NAMES = [
  'answerHours',
  'evidenceHours',
  'payDifferenceHours',
  'sendBackDays',
  'inspectDays',
  'resendDays',
  'receiveDays',
  'unsignedDays',
  'complainDays',
  'arbitrateHours',
  'fastRefundMaxFen',
  'fastRefundsPerMonth',
  'couponGraceDays',
] as const satisfies readonly Name[]

/** How the one amount among them is written and read. */
interface Money {
  readonly write: (fen: number) => string
  readonly read: (text: string) => number | undefined
}

export const TERM_FIELDS = NAMES.map((name) => ({
  name,
  label: `settings.afterSale.${name}` as CopyKey,
  kind: 'text' as const,
  most: 10,
  required: true,
}))

export const typedTerms = (terms: Terms, money: Money): Record<Name, string> =>
  Object.fromEntries(
    NAMES.map((name) => [name, name === 'fastRefundMaxFen' ? money.write(terms[name]) : String(terms[name])]),
  ) as Record<Name, string>

export const termsValue = (text: (name: string) => string, money: Money): Terms =>
  Object.fromEntries(
    NAMES.map((name) => [name, name === 'fastRefundMaxFen' ? (money.read(text(name)) ?? 0) : Number(text(name))]),
  ) as Terms

/** The limits of each field as they are typed; the amount in yuan. */
export const TERM_LIMITS: readonly { readonly name: Name; readonly least: number; readonly most: number }[] = NAMES.map(
  (name) => ({ name, ...AFTER_SALE_LIMITS[name] }),
)
