import { isSame } from '../../coupons/domain/changeable.js'

/** What of a launched rule may still be changed, and in which direction. */
interface Promised {
  readonly name: string
  readonly untilAt: string
  readonly totalLimit: number | null
  readonly memberLimit: number | null
}

const isLower = (after: number | null, before: number | null): boolean =>
  after !== null && (before === null || after < before)

/** `untilAt` only moves later, a limit only grows or goes. A stopped rule is history. Times are ISO text of one spelling. */
const MAY: Readonly<Record<keyof Promised, (before: Promised, after: Promised) => boolean>> = {
  name: () => true,
  untilAt: (before, after) => after.untilAt > before.untilAt,
  totalLimit: (before, after) => !isLower(after.totalLimit, before.totalLimit),
  memberLimit: (before, after) => !isLower(after.memberLimit, before.memberLimit),
}

/** The fields of a form that say something else than what was promised, and may not. */
export const fieldsFixedOnceLaunched = <Body extends Promised & object>(
  before: Body,
  after: Body,
  stopped: boolean,
): string[] =>
  (Object.keys(before) as (keyof Body & string)[])
    .filter((field) => !isSame(before[field], after[field]))
    .filter((field) => stopped || !(field in MAY && MAY[field as keyof Promised](before, after)))
